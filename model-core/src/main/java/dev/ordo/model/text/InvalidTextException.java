package dev.ordo.model.text;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A text is missing, is not UTF-8, or is too short for what it is to be used for. */
public final class InvalidTextException extends PermanentException {
    private static final long serialVersionUID = 1L;

    public InvalidTextException(String problem) {
        super(ErrorCode.INVALID_DATA, problem);
    }
}
