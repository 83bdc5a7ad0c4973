package dev.ordo.evaluator.metrics;

import dev.ordo.events.study.StudyStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The gauges of the newest studies. A study's gauges are those of its last status; when there are more studies than the limit,
 * those requested longest ago are dropped.
 */
public final class StudyGauges {
    private static final Map<String, String> DESCRIPTIONS = Map.of(
            StudyFigures.PERPLEXITY, "Perplexity of a study's checkpoint on a held-out text",
            StudyFigures.KL_TO_BASELINE, "Mean KL(baseline || checkpoint) per scored token, in nats",
            StudyFigures.BYTES, "Tensor bytes of a study's checkpoint",
            StudyFigures.RATIO, "Bytes of the baseline in bfloat16 / tensor bytes of the checkpoint");

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

    /** Replaces what is published of one study. Gauges stay as they are while no number changes. */
    public synchronized void publish(StudyStatus status) {
        List<Figure> figures = StudyFigures.of(status);
        Published former = studies.get(status.studyId());
        if (former != null && former.figures().equals(figures)) {
            return;
        }
        drop(status.studyId());
        List<Meter> meters = figures.stream().map(this::register).toList();
        Instant requested = status.requestedAt() == null ? Instant.EPOCH : status.requestedAt();
        studies.put(status.studyId(), new Published(status.studyId(), requested, figures, meters));
        if (studies.size() > limit) {
            studies.values().stream().min(Published.OLDEST_FIRST).ifPresent(oldest -> drop(oldest.study()));
        }
    }

    /** Withdraws all that is published of a study. */
    public synchronized void drop(String studyId) {
        Published published = studies.remove(studyId);
        if (published != null) {
            published.meters().forEach(registry::remove);
        }
    }

    private Meter register(Figure figure) {
        return Gauge.builder(figure.name(), figure::value)
                .strongReference(true)
                .description(DESCRIPTIONS.get(figure.name()))
                .tags(figure.tags())
                .register(registry);
    }

    private record Published(String study, Instant requested, List<Figure> figures, List<Meter> meters) {
        static final Comparator<Published> OLDEST_FIRST =
                Comparator.comparing(Published::requested).thenComparing(Published::study);
    }
}
