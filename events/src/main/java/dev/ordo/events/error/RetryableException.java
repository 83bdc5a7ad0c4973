package dev.ordo.events.error;

/** The same work may succeed at another time or on another machine. */
public non-sealed class RetryableException extends OrdoException {
    private static final long serialVersionUID = 1L;

    public RetryableException(ErrorCode code, String message) {
        super(code, message, null);
    }

    public RetryableException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
