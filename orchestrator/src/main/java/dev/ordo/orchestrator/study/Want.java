package dev.ordo.orchestrator.study;

import dev.ordo.orchestrator.message.WorkWanted;

/**
 * A command to the stages.
 *
 * @param key stage key or evaluation key
 */
public record Want(String key, WorkWanted wanted) {}
