package dev.ordo.stage.worker;

import dev.ordo.artifacts.s3.TransferWatch;
import dev.ordo.stage.Progress;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Reports bytes on their way as progress, so that a long transfer neither looks dead nor outlives its cancelling. A short one
 * is no news.
 */
final class Transfer implements TransferWatch {
    private static final String UNIT = "byte";
    private static final long LONG_NANOS = Duration.ofSeconds(3).toNanos();

    private final Progress progress;
    private final long total;
    private final LongSupplier nanoTime;
    private final LongConsumer count;
    private final long start;
    private long moved;

    /**
     * @param total bytes, as far as is known beforehand
     * @param nanoTime a clock as {@link System#nanoTime} is
     * @param count told of all bytes that move
     */
    Transfer(Progress progress, long total, LongSupplier nanoTime, LongConsumer count) {
        this.progress = progress;
        this.total = total;
        this.nanoTime = nanoTime;
        this.count = count;
        this.start = nanoTime.getAsLong();
    }

    /** @throws WorkDroppedException if the work has been cancelled */
    @Override
    public void moved(long bytes) {
        count.accept(bytes);
        progress.heed();
        moved += bytes;
        if (nanoTime.getAsLong() - start >= LONG_NANOS) {
            progress.report(moved, Math.max(Math.max(total, moved), 1), UNIT);
        }
    }
}
