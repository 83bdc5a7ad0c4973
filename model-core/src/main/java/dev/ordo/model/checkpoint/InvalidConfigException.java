package dev.ordo.model.checkpoint;

import dev.ordo.model.ErrorCode;
import dev.ordo.model.PermanentException;

/** A field of {@code config.json} is absent or impossible, or the file is no JSON object. */
public final class InvalidConfigException extends PermanentException {
    private final String field;

    public InvalidConfigException(String field, String problem) {
        super(ErrorCode.CONFIG_INVALID, field + " " + problem);
        this.field = field;
    }

    /** The offending field's path, or the file's name when it is no JSON object. */
    public String field() {
        return field;
    }
}
