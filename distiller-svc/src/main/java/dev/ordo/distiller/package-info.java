/**
 * The distiller service: a shell that turns events' recipes into parameters of {@code dev.ordo.distiller.algorithm}. The
 * worker that takes work, moves checkpoints and emits events is {@code dev.ordo.stage}'s.
 */
package dev.ordo.distiller;
