package dev.ordo.stage.worker;

import java.util.Optional;

/** Tells running work that it is to stop, and why. Safe for several threads. */
public final class Cancellation {
    private final Runnable wake;
    private StopReason reason;

    public Cancellation() {
        this(() -> {});
    }

    /** @param wake called whenever there is a new reason; work may be waiting for something */
    Cancellation(Runnable wake) {
        this.wake = wake;
    }

    /** Asks the work to stop. The first reason stays, but that a lost lease outweighs any other. */
    public void cancel(StopReason why) {
        boolean isNew;
        synchronized (this) {
            isNew = reason == null || why == StopReason.LEASE_LOST && reason != why;
            if (isNew) {
                reason = why;
            }
        }
        if (isNew) {
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
