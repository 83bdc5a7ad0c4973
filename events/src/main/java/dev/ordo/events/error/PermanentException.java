package dev.ordo.events.error;

/** The same work would fail the same way again. */
public non-sealed class PermanentException extends OrdoException {
    private static final long serialVersionUID = 1L;

    public PermanentException(ErrorCode code, String message) {
        super(code, message, null);
    }

    public PermanentException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
