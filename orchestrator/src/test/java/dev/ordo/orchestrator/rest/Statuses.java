package dev.ordo.orchestrator.rest;

import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.time.Instant;
import java.util.List;

/** Statuses to read. */
final class Statuses {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Statuses() {}

    /** A status that differs from others by its seconds. */
    static StudyStatus of(String studyId, StudyState state, double wallSeconds) {
        Instant ended = state.ended() ? NOON.plusSeconds(60) : null;
        return new StudyStatus(
                studyId, null, state, List.of(), NOON, ended, null, List.of(), List.of(), wallSeconds, null, null);
    }
}
