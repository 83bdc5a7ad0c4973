package dev.ordo.orchestrator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.time.Instant;

/** One study in the list of all. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StudySummary(
        String studyId,
        StudyState state,
        Instant requestedAt,
        Instant endedAt,
        StageCounts stages,
        Double wallSeconds) {

    static StudySummary of(StudyStatus status) {
        return new StudySummary(
                status.studyId(),
                status.state(),
                status.requestedAt(),
                status.endedAt(),
                status.stages(),
                status.wallSeconds());
    }
}
