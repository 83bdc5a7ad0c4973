package dev.ordo.stage.worker;

import java.util.Optional;

/** Tells running work that it is to stop, and why. Safe for several threads. */
public final class Cancellation {
    private final Runnable wake;
    private StopReason reason;

    public Cancellation() {
        this(() -> {});
    }

    /** @param wake called once, at the first cancelling; work may be waiting for something */
    Cancellation(Runnable wake) {
        this.wake = wake;
    }

    /** Asks the work to stop. The first reason stays, but that a lost lease outweighs any other. */
    public void cancel(StopReason why) {
        boolean first;
        synchronized (this) {
            first = reason == null;
            if (first || why == StopReason.LEASE_LOST) {
                reason = why;
            }
        }
        if (first) {
            wake.run();
        }
    }

    public synchronized Optional<StopReason> reason() {
        return Optional.ofNullable(reason);
    }

    public boolean isCancelled() {
        return reason().isPresent();
    }

    /** @throws WorkDroppedException if the work has been cancelled */
    public void check() {
        reason().ifPresent(why -> {
            throw new WorkDroppedException(why.toString());
        });
    }
}
