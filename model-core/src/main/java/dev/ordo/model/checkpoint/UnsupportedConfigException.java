package dev.ordo.model.checkpoint;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A field of {@code config.json} asks for something that Ordo does not compute. */
public final class UnsupportedConfigException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String value;

    public UnsupportedConfigException(String field, String value, String supported) {
        super(ErrorCode.UNSUPPORTED_MODEL, field + " is " + value + ", which is not supported; " + supported + " is");
        this.field = field;
        this.value = value;
    }

    /** The field's path. */
    public String field() {
        return field;
    }

    /** The value that was refused, as JSON. */
    public String value() {
        return value;
    }
}
