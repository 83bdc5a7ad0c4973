package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.EvaluationWork;
import dev.ordo.events.study.StudyRequested;
import java.util.List;
import java.util.Objects;

/**
 * The prefix tree of a study's stages.
 *
 * @param request what was asked for
 * @param inputs what its names stood for
 * @param stages every stage once, parents before their children
 * @param rows the orderings, each with each seed, as requested
 */
public record Plan(StudyRequested request, StudyInputs inputs, List<PlannedStage> stages, List<PlannedRow> rows) {

    public Plan {
        stages = List.copyOf(stages);
        rows = List.copyOf(rows);
    }

    /** Stages if every ordering ran alone. */
    @JsonIgnore
    public int requested() {
        return rows.stream().mapToInt(row -> row.path().size()).sum();
    }

    public PlannedStage stage(String key) {
        return stages.stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** The stages that start from the result of {@code key}; from the baseline where it is null. */
    public List<PlannedStage> children(String key) {
        return stages.stream()
                .filter(each -> Objects.equals(each.parentKey(), key))
                .toList();
    }

    /** Whether the result of {@code key} is what some ordering leads to. */
    public boolean endsRow(String key) {
        return rows.stream().anyMatch(row -> row.lastKey().equals(key));
    }

    /** How every checkpoint of this study is measured. */
    public EvaluationWork evaluation() {
        return new EvaluationWork(
                inputs.baseline(), inputs.evaluation(), request.data().maxEvaluationTokens(), inputs.judging());
    }

    public String evaluationKey(CheckpointRef checkpoint) {
        return Keys.evaluation(checkpoint, evaluation());
    }
}
