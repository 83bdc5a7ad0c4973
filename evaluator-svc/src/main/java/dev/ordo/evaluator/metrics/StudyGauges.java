package dev.ordo.evaluator.metrics;

import dev.ordo.events.study.StudyStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The gauges of the newest studies. A study's gauges are those of its last status; when there are more studies than the limit,
 * those requested longest ago are dropped.
 */
public final class StudyGauges {
    private final MeterRegistry registry;
    private final int limit;
    private final Map<String, Published> studies = new HashMap<>();

    /** @param limit how many studies are published, at least one */
    public StudyGauges(MeterRegistry registry, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("ordo.evaluator.published-studies must be at least 1, was " + limit);
        }
        this.registry = registry;
        this.limit = limit;
    }

    /** Replaces what is published of one study. Who reads meanwhile sees no gap in what there was before and is still. */
    public synchronized void publish(StudyStatus status) {
        Instant requested = status.requestedAt() == null ? Instant.EPOCH : status.requestedAt();
        studies.computeIfAbsent(status.studyId(), id -> new Published(id, requested))
                .show(StudyFigures.of(status));
        if (studies.size() > limit) {
            studies.values().stream().min(Published.OLDEST_FIRST).ifPresent(oldest -> drop(oldest.study));
        }
    }

    /** Withdraws all that is published of a study. */
    public synchronized void drop(String studyId) {
        Published published = studies.remove(studyId);
        if (published != null) {
            published.show(List.of());
        }
    }

    /** What is published of one study. */
    private final class Published {
        static final Comparator<Published> OLDEST_FIRST =
                Comparator.<Published, Instant>comparing(each -> each.requested).thenComparing(each -> each.study);

        private final String study;
        private final Instant requested;
        private final Map<Series, Shown> shown = new HashMap<>();

        Published(String study, Instant requested) {
            this.study = study;
            this.requested = requested;
        }

        void show(List<Figure> figures) {
            Set<Series> gone = new HashSet<>(shown.keySet());
            for (Figure each : figures) {
                Series series = new Series(each.quantity(), each.tags());
                shown.computeIfAbsent(series, added -> new Shown(registry, each)).value = each.value();
                gone.remove(series);
            }
            gone.forEach(each -> registry.remove(shown.remove(each).gauge));
        }
    }

    private record Series(Quantity quantity, Tags tags) {}

    /** A gauge and its value. */
    private static final class Shown {
        private final Meter gauge;
        private volatile double value;

        Shown(MeterRegistry registry, Figure figure) {
            value = figure.value();
            gauge = Gauge.builder(figure.quantity().gauge(), this, each -> each.value)
                    .strongReference(true)
                    .description(figure.quantity().description())
                    .tags(figure.tags())
                    .register(registry);
        }
    }
}
