package dev.ordo.stage.quarkus;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.stage.worker.Job;
import dev.ordo.stage.worker.WorkMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A worker's meters. Every series is there from the start, at zero, so that its first step counts as an increase. */
final class MicrometerWorkMetrics implements WorkMetrics {
    private static final String TECHNIQUE = "technique";
    private static final Duration[] BUCKETS = Stream.of(
                    "PT0.1S", "PT0.5S", "PT2S", "PT10S", "PT30S", "PT2M", "PT10M", "PT30M", "PT2H", "PT8H")
            .map(Duration::parse)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<End, Timer> handling = new EnumMap<>(End.class);
    private final Map<ErrorCode, Counter> failures = new EnumMap<>(ErrorCode.class);
    private final Timer computing;
    private final Counter tokens;
    private final Counter deadLetters;
    private volatile Timer.Sample running;

    MicrometerWorkMetrics(MeterRegistry registry, Job job) {
        this.registry = registry;
        String technique = job.label();
        for (End end : End.values()) {
            handling.put(end, handling(technique, end));
        }
        for (ErrorCode code : ErrorCode.values()) {
            failures.put(code, failures(technique, code));
        }
        computing = Timer.builder("ordo.work.compute")
                .description("Time in which a worker computed, from the fetching of its inputs to its result on disk")
                .tag(TECHNIQUE, technique)
                .register(registry);
        tokens = Counter.builder("ordo.work.tokens")
                .description("Tokens that passed through the models worked on")
                .tag(TECHNIQUE, technique)
                .register(registry);
        deadLetters = Counter.builder("ordo.dead.letters")
                .description("Records that nobody could use, by the topic they lay on")
                .tag("topic", job.workTopic())
                .register(registry);
        workers(job, "busy", () -> running == null ? 0 : 1);
        workers(job, "idle", () -> running == null ? 1 : 0);
    }

    @Override
    public void began() {
        running = Timer.start(registry);
    }

    @Override
    public void computed(Duration length) {
        computing.record(length);
    }

    @Override
    public void tokens(long count) {
        tokens.increment(count);
    }

    @Override
    public void failed(ErrorCode code) {
        failures.get(code).increment();
    }

    @Override
    public void ended(End end) {
        if (end == End.MALFORMED) {
            deadLetters.increment();
        }
        running.stop(handling.get(end));
        running = null;
    }

    private Timer handling(String technique, End end) {
        return Timer.builder("ordo.work.duration")
                .description("Time from the taking of a work record to its end, waits and transfers included")
                .tag(TECHNIQUE, technique)
                .tag("outcome", end.name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private Counter failures(String technique, ErrorCode code) {
        return Counter.builder("ordo.work.failures")
                .description("Executions that failed, by the kind of failure")
                .tag(TECHNIQUE, technique)
                .tag("code", code.name())
                .register(registry);
    }

    private void workers(Job job, String state, Supplier<Number> count) {
        Gauge.builder("ordo.workers", count)
                .description("Workers by what they do and on which device they compute")
                .tag(TECHNIQUE, job.label())
                .tag("device", job.device())
                .tag("state", state)
                .register(registry);
    }
}
