/**
 * Events about single checkpoints: a stage or evaluation is asked for with {@link dev.ordo.events.stage.CheckpointReady},
 * and the technique services answer with the others.
 */
package dev.ordo.events.stage;
