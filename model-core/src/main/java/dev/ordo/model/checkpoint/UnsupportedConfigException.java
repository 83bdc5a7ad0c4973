package dev.ordo.model.checkpoint;

import dev.ordo.model.ErrorCode;
import dev.ordo.model.PermanentException;

/** A field of {@code config.json} asks for something that Ordo does not compute. */
public final class UnsupportedConfigException extends PermanentException {
    private final String field;
    private final String value;

    public UnsupportedConfigException(String field, String value, String supported) {
        super(ErrorCode.CONFIG_UNSUPPORTED, field + " is " + value + ", which is not supported; " + supported + " is");
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
