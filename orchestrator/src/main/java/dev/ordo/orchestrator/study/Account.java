package dev.ordo.orchestrator.study;

import dev.ordo.events.stage.CheckpointRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a planned study knows of its work. Times are the broker's.
 *
 * @param round which run of the study this is, from 1: a retry begins the next
 * @param stages by stage key
 * @param evaluations by evaluation key
 * @param measured from the digest of a checkpoint to the key of its evaluation; stages of equal digest share one
 * @param handoffs samples of the time from a checkpoint to the start of its child, milliseconds
 * @param changedAt of the last event that concerned this study
 * @param endedAt absent while it runs
 * @param cancelled why somebody cancelled it; absent where nobody did
 */
public record Account(
        int round,
        Map<String, Run> stages,
        Map<String, Run> evaluations,
        Map<String, String> measured,
        List<Long> handoffs,
        Instant changedAt,
        Instant endedAt,
        String cancelled) {

    public Account {
        stages = new LinkedHashMap<>(stages);
        evaluations = new LinkedHashMap<>(evaluations);
        measured = new LinkedHashMap<>(measured);
        handoffs = List.copyOf(handoffs);
    }

    /** How far the evaluation of a checkpoint is; null where none is wanted. */
    Run evaluation(CheckpointRef checkpoint) {
        return evaluations.get(measured.get(checkpoint.digest()));
    }
}
