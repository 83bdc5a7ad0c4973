package dev.ordo.events.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import java.time.Instant;
import java.util.List;

/**
 * All that readers need to know of a study, as of its last change.
 *
 * @param studyId the study
 * @param requestDigest digest of what was asked for, all defaults filled in: equal digests mean the same request
 * @param state where it is
 * @param problems what is wrong with the request, or which orderings failed and why
 * @param requestedAt when the broker received the request
 * @param endedAt when the study ended; absent while it runs
 * @param stages what sharing prefixes saved
 * @param rows the comparison, baseline first, then the orderings as requested
 * @param running what is being computed
 * @param wallSeconds from the request to the end, or to the last change
 * @param computeSeconds length of the union of the compute intervals of all stages and evaluations computed for this study
 * @param handoffMillis absent until there is a sample
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StudyStatus(
        String studyId,
        String requestDigest,
        StudyState state,
        List<StudyProblem> problems,
        Instant requestedAt,
        Instant endedAt,
        StageCounts stages,
        List<StudyRow> rows,
        List<RunningWork> running,
        Double wallSeconds,
        Double computeSeconds,
        Handoff handoffMillis) {

    public StudyStatus {
        Checks.name("studyId", studyId);
        Checks.required("state", state);
        problems = List.copyOf(Checks.required("problems", problems));
        rows = List.copyOf(Checks.required("rows", rows));
        running = List.copyOf(Checks.required("running", running));
    }
}
