package dev.ordo.stage.worker;

import dev.ordo.stage.Progress;
import java.util.function.Supplier;

/** Progress of work that holds the compute permit: whoever is away lends it to others. */
final class LendingProgress implements Progress {
    private final Progress progress;
    private final ComputePermit.Held held;
    private Runnable again = this::heed;

    LendingProgress(Progress progress, ComputePermit.Held held) {
        this.progress = progress;
        this.held = held;
    }

    @Override
    public void heed() {
        progress.heed();
    }

    @Override
    public boolean isLeaving() {
        return progress.isLeaving();
    }

    @Override
    public void report(long done, long total, String unit) {
        progress.report(done, total, unit);
        again = () -> progress.report(done, total, unit);
    }

    /** While the permit is waited for, what was told last is told again: silence would be taken for death. */
    @Override
    public <T> T away(Supplier<T> waiting) {
        held.close();
        T found = waiting.get();
        held.takeBack(again);
        return found;
    }
}
