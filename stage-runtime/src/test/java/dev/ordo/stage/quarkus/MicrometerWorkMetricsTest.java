package dev.ordo.stage.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.Technique;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.stage.Progress;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import dev.ordo.stage.metrics.MetricsPage;
import dev.ordo.stage.worker.StageJob;
import dev.ordo.stage.worker.WorkMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerWorkMetricsTest {
    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final MicrometerWorkMetrics metrics = metrics(registry);

    @Test
    void measuresHowLongComputingTook() {
        metrics.computed(Duration.ofSeconds(3));

        var timer = registry.get("ordo.work.compute").tag("technique", "prune").timer();
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void measuresEveryRecordFromItsTakingToItsEndByTheOutcome() {
        metrics.began();
        clock.add(Duration.ofSeconds(40));
        metrics.ended(WorkMetrics.End.COMPUTED);

        var computed = registry.get("ordo.work.duration")
                .tags("technique", "prune", "outcome", "computed")
                .timer();
        assertThat(computed.count()).isEqualTo(1);
        assertThat(computed.totalTime(TimeUnit.SECONDS)).isEqualTo(40);
        assertThat(registry.get("ordo.work.duration")
                        .tag("outcome", "handed_over")
                        .timer()
                        .count())
                .isZero();
    }

    @Test
    void isBusyFromTheTakingOfARecordToItsEnd() {
        assertThat(workers("idle")).isEqualTo(1);

        metrics.began();
        assertThat(workers("busy")).isEqualTo(1);
        assertThat(workers("idle")).isZero();

        metrics.ended(WorkMetrics.End.FAILED);
        assertThat(workers("busy")).isZero();
        assertThat(workers("idle")).isEqualTo(1);
    }

    @Test
    void countsFailuresByCodeFromZero() {
        metrics.failed(ErrorCode.NOT_FOUND);
        metrics.failed(ErrorCode.NOT_FOUND);

        assertThat(failures("NOT_FOUND")).isEqualTo(2);
        assertThat(failures("WORKER_LOST")).isZero();
    }

    @Test
    void countsWhatItBuriesByTheTopicItLayOn() {
        metrics.began();
        metrics.ended(WorkMetrics.End.MALFORMED);

        assertThat(registry.get("ordo.dead.letters")
                        .tag("topic", "ordo.work.prune")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void countsTokensAndTheBytesOfEitherDirection() {
        metrics.tokens(512);
        Worker.transferred(registry, "fetched").accept(1 << 20);

        assertThat(registry.get("ordo.work.tokens").counter().count()).isEqualTo(512);
        assertThat(registry.get("ordo.transfer.bytes")
                        .tag("direction", "fetched")
                        .counter()
                        .count())
                .isEqualTo(1 << 20);
    }

    @Test
    void areTheMetersThatTheDocumentsDescribe() {
        var prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        metrics(prometheus);
        Worker.transferred(prometheus, "fetched");

        assertThat(MetricsPage.published(prometheus.scrape())).isEqualTo(MetricsPage.documented("workers"));
    }

    private double workers(String state) {
        return registry.get("ordo.workers")
                .tags("technique", "prune", "device", "cpu", "state", state)
                .gauge()
                .value();
    }

    private double failures(String code) {
        return registry.get("ordo.work.failures")
                .tags("technique", "prune", "code", code)
                .counter()
                .count();
    }

    private static MicrometerWorkMetrics metrics(MeterRegistry registry) {
        StageTask task = new StageTask() {
            @Override
            public Technique technique() {
                return Technique.PRUNE;
            }

            @Override
            public StageOutput run(StageInputs inputs, Path output, Progress progress) {
                throw new AssertionError("nothing is run here");
            }
        };
        return new MicrometerWorkMetrics(registry, new StageJob(task, null, Duration.ZERO));
    }
}
