package dev.ordo.model;

/** A failure that the same input will meet again: retrying is pointless. */
public abstract class PermanentException extends OrdoException {
    protected PermanentException(ErrorCode code, String message) {
        super(code, message, null);
    }

    protected PermanentException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
