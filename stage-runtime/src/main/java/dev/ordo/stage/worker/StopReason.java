package dev.ordo.stage.worker;

/** Why running work has to stop before its end. */
public enum StopReason {
    /** The worker is shutting down and hands its work over. */
    HAND_OVER("the worker is shutting down"),
    /** Another worker may have this work: it is dropped, and nothing more is said of it. */
    LEASE_LOST("the lock was refused: another worker may have this work"),
    /** No open study needs the result. */
    UNWANTED("no open study needs the result");

    private final String text;

    StopReason(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
