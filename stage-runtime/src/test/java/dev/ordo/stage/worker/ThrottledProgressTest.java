package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.stage.StageProgress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottledProgressTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final Cancellation cancellation = new Cancellation();
    private final ThrottledProgress progress = new ThrottledProgress(Samples.EXECUTION, outbox, cancellation, now::get);

    @Test
    void sendsTheFirstReportAtOnce() {
        progress.report(3, 10, "step");

        assertThat(outbox.only(StageProgress.class)).isEqualTo(new StageProgress(Samples.EXECUTION, 3L, 10L, "step"));
        assertThat(outbox.sent.get(0).topic()).isEqualTo("ordo.stage-events");
        assertThat(outbox.sent.get(0).key()).isEqualTo(Samples.KEY);
    }

    @Test
    void sendsNoMoreThanTwoEventsInASecond() {
        for (int step = 1; step <= 1000; step++) {
            progress.report(step, 1000, "step");
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
        }

        assertThat(outbox.all(StageProgress.class)).hasSize(20);
    }

    @Test
    void saysOfEveryStepThatTookHalfAMinuteThatTheWorkIsAlive() {
        for (int step = 1; step <= 10; step++) {
            now.addAndGet(TimeUnit.SECONDS.toNanos(30));
            progress.report(step, 10, "step");
        }

        assertThat(outbox.all(StageProgress.class)).hasSize(10);
    }

    @Test
    void stopsCancelledWorkEvenBetweenTwoEvents() {
        progress.report(1, 10, "step");
        cancellation.cancel(StopReason.HAND_OVER);

        assertThatThrownBy(() -> progress.report(2, 10, "step"))
                .isInstanceOf(WorkDroppedException.class)
                .hasMessage(StopReason.HAND_OVER.toString());
    }

    @Test
    void neverClaimsMoreThanAll() {
        progress.report(11, 10, "step");

        assertThat(outbox.only(StageProgress.class).done()).isEqualTo(10);
    }
}
