package dev.ordo.model;

/** Root of every failure that the model core reports on purpose. Leaves carry the facts as accessors. */
public abstract class OrdoException extends RuntimeException {
    private final ErrorCode code;

    OrdoException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The kind of this failure. */
    public final ErrorCode code() {
        return code;
    }
}
