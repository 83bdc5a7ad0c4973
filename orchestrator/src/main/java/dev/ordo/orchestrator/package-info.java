/**
 * The orchestrator: plans studies, routes their stages exactly once, and accounts for them.
 *
 * <p>Decisions are pure and live in {@code .plan}, {@code .stage} and {@code .study}. {@code .topology} runs them on Kafka
 * Streams, {@code .rest} answers people. This package holds the settings and the beans that tie them together.
 */
package dev.ordo.orchestrator;
