package dev.ordo.stage.worker;

/** The broker has not acknowledged an event, so nobody may rely on it. */
public final class UndeliveredEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndeliveredEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
