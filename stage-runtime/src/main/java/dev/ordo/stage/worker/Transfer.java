package dev.ordo.stage.worker;

import dev.ordo.artifacts.s3.TransferWatch;
import dev.ordo.stage.Progress;

/** Reports bytes on their way as progress, so that a long transfer neither looks dead nor outlives its cancelling. */
final class Transfer implements TransferWatch {
    private static final String UNIT = "byte";

    private final Progress progress;
    private final long total;
    private long moved;

    /** @param total bytes, as far as is known beforehand */
    Transfer(Progress progress, long total) {
        this.progress = progress;
        this.total = total;
    }

    /** @throws WorkDroppedException if the work has been cancelled */
    @Override
    public void moved(long bytes) {
        moved += bytes;
        progress.report(moved, Math.max(Math.max(total, moved), 1), UNIT);
    }
}
