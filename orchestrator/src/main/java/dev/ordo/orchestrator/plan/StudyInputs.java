package dev.ordo.orchestrator.plan;

import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import java.util.Comparator;
import java.util.List;

/**
 * What a study's names stood for when it was accepted: pinned, so that a name that moves changes nothing.
 *
 * @param evaluation held-out texts, by name
 */
public record StudyInputs(
        CheckpointRef baseline,
        CheckpointRef teacher,
        DatasetRef calibration,
        DatasetRef distillation,
        List<DatasetRef> evaluation) {

    public StudyInputs {
        evaluation = evaluation.stream()
                .sorted(Comparator.comparing(DatasetRef::name))
                .toList();
    }
}
