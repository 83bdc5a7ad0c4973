package dev.ordo.orchestrator.rest;

/** This replica has not caught up with the statuses yet; asking again helps. */
public final class StatusesNotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StatusesNotReadyException(Throwable cause) {
        super("the orchestrator is starting, its statuses are not read yet", cause);
    }
}
