/**
 * Judging what a checkpoint answers: what a judge is and what it says. How a model behind an endpoint judges is
 * {@code .endpoint}'s ({@code .chat} talks to it, {@code .question} holds what it is asked, {@code .record} keeps what it said);
 * how a checkpoint judges is {@code .local}'s. Knows no event.
 */
package dev.ordo.evaluator.judge;
