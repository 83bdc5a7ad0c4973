package dev.ordo.cli.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.ordo.events.study.Handoff;
import dev.ordo.events.study.RunningWork;
import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import java.util.List;

/**
 * A study's status or report, as far as the command shows it; lists that are absent are empty.
 *
 * @param studyId the study
 * @param state where it is
 * @param problems what is wrong with it
 * @param stages what sharing prefixes saved
 * @param rows the comparison
 * @param running what is being computed
 * @param wallSeconds from the request to the end, or to now
 * @param computeSeconds length of the union of all compute intervals
 * @param handoffMillis from a checkpoint to the start of its child
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StudyView(
        String studyId,
        StudyState state,
        List<StudyProblem> problems,
        StageCounts stages,
        List<StudyRow> rows,
        List<RunningWork> running,
        Double wallSeconds,
        Double computeSeconds,
        Handoff handoffMillis) {
    public StudyView {
        problems = problems == null ? List.of() : List.copyOf(problems);
        rows = rows == null ? List.of() : List.copyOf(rows);
        running = running == null ? List.of() : List.copyOf(running);
    }
}
