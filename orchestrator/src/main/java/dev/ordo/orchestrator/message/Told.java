package dev.ordo.orchestrator.message;

/**
 * A note on its way to a study; the record's key is the study's id.
 *
 * @param round the run of the study that it is meant for
 */
public record Told(int round, StudyNote note) {}
