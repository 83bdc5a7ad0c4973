package dev.ordo.events.error;

/** A failure that Ordo can explain: what, where, and what was expected. */
public abstract sealed class OrdoException extends RuntimeException permits PermanentException, RetryableException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    OrdoException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
