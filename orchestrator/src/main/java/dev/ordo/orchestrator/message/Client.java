package dev.ordo.orchestrator.message;

/**
 * Who wants a piece of work.
 *
 * @param studyId the study
 * @param round which run of the study, from 1: a retried study no longer listens to what was meant for the run before
 */
public record Client(String studyId, int round) {}
