package dev.ordo.orchestrator.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.orchestrator.Workers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalsTest {

    @Test
    void nothingTakesNoTime() {
        assertThat(Intervals.union(List.of())).isEqualTo(Duration.ZERO);
    }

    @Test
    void gapsDoNotCount() {
        assertThat(Intervals.union(List.of(interval(10, 12), interval(0, 1)))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void timeThatSeveralShareCountsOnce() {
        assertThat(Intervals.union(List.of(interval(0, 10), interval(5, 12), interval(2, 3))))
                .isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void intervalsThatTouchAddUp() {
        assertThat(Intervals.union(List.of(interval(0, 2), interval(2, 3)))).isEqualTo(Duration.ofSeconds(3));
    }

    private static ComputeInterval interval(int from, int to) {
        return new ComputeInterval(Workers.NOON.plusSeconds(from), Workers.NOON.plusSeconds(to));
    }
}
