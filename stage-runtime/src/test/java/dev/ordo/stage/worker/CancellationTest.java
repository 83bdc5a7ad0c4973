package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final AtomicInteger woken = new AtomicInteger();
    private final Cancellation cancellation = new Cancellation(woken::incrementAndGet);

    @Test
    void letsWorkGoOnUntilItIsCancelled() {
        assertThatCode(cancellation::check).doesNotThrowAnyException();
        cancellation.cancel(StopReason.UNWANTED);
        assertThatThrownBy(cancellation::check)
                .isInstanceOf(WorkDroppedException.class)
                .hasMessage("no open study needs the result");
    }

    @Test
    void keepsItsFirstReasonAndWakesOnce() {
        cancellation.cancel(StopReason.UNWANTED);
        cancellation.cancel(StopReason.HAND_OVER);
        assertThat(cancellation.reason()).contains(StopReason.UNWANTED);
        assertThat(woken).hasValue(1);
    }

    @Test
    void aLostLeaseOutweighsEveryOtherReason() {
        cancellation.cancel(StopReason.HAND_OVER);
        cancellation.cancel(StopReason.LEASE_LOST);
        assertThat(cancellation.reason()).contains(StopReason.LEASE_LOST);
    }
}
