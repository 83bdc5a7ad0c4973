package dev.ordo.orchestrator.message;

import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.Work;

/**
 * A study wants a stage or an evaluation.
 *
 * @param client who wants it
 * @param parent the checkpoint to work on
 * @param work what to do with it
 */
public record WorkWanted(Client client, CheckpointRef parent, Work work) implements WorkCommand {}
