package dev.ordo.stage.worker;

import dev.ordo.stage.Progress;

/**
 * Before work has begun there is no progress to be told of, but it may be cancelled.
 *
 * @param cancellation of the work
 */
record SilentProgress(Cancellation cancellation) implements Progress {
    /** @throws WorkDroppedException if the work has been cancelled */
    @Override
    public void report(long done, long total, String unit) {
        heed();
    }

    /** @throws WorkDroppedException if the work has been cancelled */
    @Override
    public void heed() {
        cancellation.check();
    }
}
