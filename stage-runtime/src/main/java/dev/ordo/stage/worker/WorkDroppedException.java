package dev.ordo.stage.worker;

/** The work stops here and leaves no result: its lease is lost, or the worker is shutting down. */
public final class WorkDroppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WorkDroppedException(String reason) {
        super(reason);
    }

    public WorkDroppedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
