package dev.ordo.orchestrator.study;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a planned study knows of its work. Times are the broker's.
 *
 * @param stages by stage key
 * @param evaluations by evaluation key; several stages of equal digest share one
 * @param handoffs samples of the time from a checkpoint to the start of its child, milliseconds
 * @param changedAt of the last event that concerned this study
 * @param endedAt absent while it runs
 */
public record Account(
        Map<String, Run> stages,
        Map<String, Run> evaluations,
        List<Long> handoffs,
        Instant changedAt,
        Instant endedAt) {

    public Account {
        stages = new LinkedHashMap<>(stages);
        evaluations = new LinkedHashMap<>(evaluations);
        handoffs = List.copyOf(handoffs);
    }
}
