package dev.ordo.orchestrator.stage;

/**
 * No study wants it any more. Workers were told; one of them may still be at it. Wanted again, it is asked for again at
 * once: whoever works on an earlier attempt will stop.
 *
 * @param attempt the newest that was issued, and the last that is unwanted
 */
public record Withdrawn(Order order, int attempt) implements Closed {}
