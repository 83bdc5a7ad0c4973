package dev.ordo.orchestrator.message;

/** A study no longer wants a stage or an evaluation that has no result yet. */
public record WorkUnwanted(String studyId) implements WorkCommand {}
