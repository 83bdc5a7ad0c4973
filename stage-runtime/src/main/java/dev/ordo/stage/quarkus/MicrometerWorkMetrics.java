package dev.ordo.stage.quarkus;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.stage.worker.WorkMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/**
 * Publishes {@code ordo_stage_duration_seconds}, {@code ordo_stage_failures_total} and {@code
 * ordo_work_executions_total}, each labelled with the technique.
 */
final class MicrometerWorkMetrics implements WorkMetrics {
    private static final String TECHNIQUE = "technique";

    private final MeterRegistry registry;
    private final String technique;
    private final Timer duration;

    MicrometerWorkMetrics(MeterRegistry registry, String technique) {
        this.registry = registry;
        this.technique = technique;
        this.duration = Timer.builder("ordo.stage.duration")
                .description("How long the computing of one piece of work took")
                .tag(TECHNIQUE, technique)
                .register(registry);
        for (End end : End.values()) {
            executions(end, 0);
        }
    }

    @Override
    public void computed(Duration length) {
        duration.record(length);
    }

    @Override
    public void failed(ErrorCode code) {
        registry.counter("ordo.stage.failures", TECHNIQUE, technique, "code", code.name())
                .increment();
    }

    @Override
    public void ended(End end) {
        executions(end, 1);
    }

    private void executions(End end, int count) {
        registry.counter(
                        "ordo.work.executions",
                        TECHNIQUE,
                        technique,
                        "end",
                        end.name().toLowerCase(Locale.ROOT))
                .increment(count);
    }
}
