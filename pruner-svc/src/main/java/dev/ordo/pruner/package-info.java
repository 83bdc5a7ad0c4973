/**
 * The pruner service: a shell that turns events' recipes into parameters of {@code dev.ordo.pruner.algorithm}. The worker
 * that takes work, moves checkpoints and emits events is {@code dev.ordo.stage}'s.
 */
package dev.ordo.pruner;
