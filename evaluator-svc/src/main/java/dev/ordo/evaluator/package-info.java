/**
 * The evaluator service: a shell round {@code dev.ordo.evaluator.algorithm}. The worker that takes work, moves checkpoints and
 * emits events is {@code dev.ordo.stage}'s; {@code dev.ordo.evaluator.metrics} publishes what studies found.
 */
package dev.ordo.evaluator;
