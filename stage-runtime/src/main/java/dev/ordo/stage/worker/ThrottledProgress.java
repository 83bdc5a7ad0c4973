package dev.ordo.stage.worker;

import dev.ordo.events.Topics;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.stage.Progress;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Turns reports into events, at most one every half second, and stops work that has been cancelled. */
final class ThrottledProgress implements Progress {
    private static final long INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

    private final Execution execution;
    private final Outbox outbox;
    private final Cancellation cancellation;
    private final LongSupplier nanoTime;
    private Long lastEvent;

    /** @param nanoTime a clock as {@link System#nanoTime} is */
    ThrottledProgress(Execution execution, Outbox outbox, Cancellation cancellation, LongSupplier nanoTime) {
        this.execution = execution;
        this.outbox = outbox;
        this.cancellation = cancellation;
        this.nanoTime = nanoTime;
    }

    /** @throws WorkDroppedException if the work has been cancelled */
    @Override
    public void heed() {
        cancellation.check();
    }

    @Override
    public boolean isLeaving() {
        return cancellation.reason().filter(StopReason.HAND_OVER::equals).isPresent();
    }

    /** @throws WorkDroppedException if the work has been cancelled */
    @Override
    public synchronized void report(long done, long total, String unit) {
        cancellation.check();
        long now = nanoTime.getAsLong();
        if (lastEvent != null && now - lastEvent < INTERVAL_NANOS) {
            return;
        }
        lastEvent = now;
        StageProgress event = new StageProgress(execution, Math.min(done, total), total, unit);
        outbox.offer(Topics.STAGE_EVENTS, execution.key(), event);
    }
}
