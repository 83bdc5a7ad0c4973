package dev.ordo.orchestrator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.study.Handoff;
import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.util.List;

/**
 * The comparison that a study was made for.
 *
 * @param problems which orderings have no result and why
 * @param wallSeconds from the request to the end
 * @param computeSeconds union of the compute intervals; what remains is overhead
 * @param handoffMillis absent where nothing was handed off
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StudyReport(
        String studyId,
        StudyState state,
        List<StudyProblem> problems,
        StageCounts stages,
        List<StudyRow> rows,
        Double wallSeconds,
        Double computeSeconds,
        Handoff handoffMillis) {

    static StudyReport of(StudyStatus status) {
        return new StudyReport(
                status.studyId(),
                status.state(),
                status.problems(),
                status.stages(),
                status.rows(),
                status.wallSeconds(),
                status.computeSeconds(),
                status.handoffMillis());
    }
}
