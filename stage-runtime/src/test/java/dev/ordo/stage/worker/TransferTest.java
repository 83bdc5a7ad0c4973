package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.stage.StageProgress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TransferTest {
    private final AtomicLong now = new AtomicLong(-7);
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final Cancellation cancellation = new Cancellation();
    private final ThrottledProgress progress = new ThrottledProgress(Samples.EXECUTION, outbox, cancellation, now::get);
    private final AtomicLong counted = new AtomicLong();
    private final Transfer transfer = new Transfer(progress, 1000, now::get, counted::addAndGet);

    @Test
    void saysNothingOfAShortTransfer() {
        transfer.moved(1000);

        assertThat(outbox.sent).isEmpty();
    }

    @Test
    void showsThatALongTransferIsAlive() {
        transfer.moved(300);
        now.addAndGet(TimeUnit.SECONDS.toNanos(4));
        transfer.moved(100);

        assertThat(outbox.only(StageProgress.class))
                .isEqualTo(new StageProgress(Samples.EXECUTION, 400L, 1000L, "byte"));
    }

    @Test
    void showsThatWorkIsAliveWhichWaitsForAStore() {
        for (int tenSeconds = 0; tenSeconds < 6; tenSeconds++) {
            now.addAndGet(TimeUnit.SECONDS.toNanos(10));
            transfer.moved(0);
        }

        assertThat(outbox.all(StageProgress.class)).hasSize(6);
    }

    @Test
    void countsOnWhereMoreMovesThanWasExpected() {
        now.addAndGet(TimeUnit.SECONDS.toNanos(4));
        transfer.moved(1200);

        assertThat(outbox.only(StageProgress.class).total()).isEqualTo(1200);
    }

    @Test
    void countsWhatMovesHoweverShortItTakes() {
        transfer.moved(300);
        transfer.moved(100);

        assertThat(counted).hasValue(400);
    }

    @Test
    void stopsEvenAShortTransferOfCancelledWork() {
        cancellation.cancel(StopReason.UNWANTED);

        assertThatThrownBy(() -> transfer.moved(1)).isInstanceOf(WorkDroppedException.class);
    }
}
