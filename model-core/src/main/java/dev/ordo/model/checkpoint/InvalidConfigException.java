package dev.ordo.model.checkpoint;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A field of {@code config.json} is absent or impossible, or the file is no JSON object. */
public final class InvalidConfigException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final String field;

    public InvalidConfigException(String field, String problem) {
        super(ErrorCode.UNSUPPORTED_MODEL, field + " " + problem);
        this.field = field;
    }

    /** The offending field's path, or the file's name when it is no JSON object. */
    public String field() {
        return field;
    }
}
