package dev.ordo.stage.worker;

/** Tells running work that it is to stop. Safe for several threads. */
public final class Cancellation {
    private volatile String reason;

    public void cancel(String why) {
        reason = why;
    }

    public boolean isCancelled() {
        return reason != null;
    }

    /** @throws WorkDroppedException if the work has been cancelled */
    public void check() {
        String why = reason;
        if (why != null) {
            throw new WorkDroppedException(why);
        }
    }
}
