package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.judging.JudgingWork;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import java.util.Comparator;
import java.util.List;

/**
 * What a study's names stood for when it was accepted: pinned, so that a name that moves changes nothing.
 *
 * @param evaluation held-out texts, by name
 * @param judging what is judged of every checkpoint; absent where nothing is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StudyInputs(
        CheckpointRef baseline,
        CheckpointRef teacher,
        DatasetRef calibration,
        DatasetRef distillation,
        List<DatasetRef> evaluation,
        JudgingWork judging) {

    public StudyInputs {
        evaluation = evaluation.stream()
                .sorted(Comparator.comparing(DatasetRef::name))
                .toList();
    }
}
