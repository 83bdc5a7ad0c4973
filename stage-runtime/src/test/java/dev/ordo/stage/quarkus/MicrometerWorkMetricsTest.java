package dev.ordo.stage.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.stage.worker.WorkMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerWorkMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerWorkMetrics metrics = new MicrometerWorkMetrics(registry, "prune");

    @Test
    void measuresHowLongComputingTook() {
        metrics.computed(Duration.ofSeconds(3));

        var timer =
                registry.get("ordo.stage.duration").tag("technique", "prune").timer();
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void countsFailuresByCode() {
        metrics.failed(ErrorCode.NOT_FOUND);
        metrics.failed(ErrorCode.NOT_FOUND);

        assertThat(registry.get("ordo.stage.failures")
                        .tags("technique", "prune", "code", "NOT_FOUND")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void countsExecutionsByTheirEndFromZero() {
        metrics.ended(WorkMetrics.End.COMPUTED);

        assertThat(executions("computed")).isEqualTo(1);
        assertThat(executions("released")).isZero();
    }

    private double executions(String end) {
        return registry.get("ordo.work.executions")
                .tags("technique", "prune", "end", end)
                .counter()
                .count();
    }
}
