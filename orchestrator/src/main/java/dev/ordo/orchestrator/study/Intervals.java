package dev.ordo.orchestrator.study;

import dev.ordo.events.stage.ComputeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Arithmetic of compute intervals. */
final class Intervals {
    private Intervals() {}

    /** Length of the union: time that several share counts once. */
    static Duration union(Collection<ComputeInterval> intervals) {
        List<ComputeInterval> sorted = intervals.stream()
                .sorted(Comparator.comparing(ComputeInterval::from))
                .toList();
        Duration total = Duration.ZERO;
        Instant covered = Instant.MIN;
        for (ComputeInterval each : sorted) {
            Instant from = each.from().isAfter(covered) ? each.from() : covered;
            if (each.to().isAfter(from)) {
                total = total.plus(Duration.between(from, each.to()));
                covered = each.to();
            }
        }
        return total;
    }
}
