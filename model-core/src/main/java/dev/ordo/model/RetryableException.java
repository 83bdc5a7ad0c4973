package dev.ordo.model;

/** A failure of the surroundings, not of the input: the same call may succeed later or elsewhere. */
public abstract class RetryableException extends OrdoException {
    protected RetryableException(ErrorCode code, String message) {
        super(code, message, null);
    }

    protected RetryableException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
