package dev.ordo.events.study;

/**
 * Time from the broker's receipt of a {@code CheckpointReady} to its receipt of the child's {@code StageStarted}, less the
 * wait for the compute permit, over the stages whose worker was idle.
 *
 * @param p50 median, milliseconds
 * @param max largest, milliseconds
 */
public record Handoff(long p50, long max) {}
