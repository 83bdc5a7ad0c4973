package dev.ordo.dataset;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Path;

/** A data set's file is not what it must be; says where, what was expected and what was found. */
public final class InvalidDataException extends PermanentException {
    private static final long serialVersionUID = 1L;

    public InvalidDataException(Path file, String problem) {
        super(ErrorCode.INVALID_DATA, file + " " + problem);
    }

    public InvalidDataException(Path file, int line, String problem) {
        super(ErrorCode.INVALID_DATA, file + ":" + line + ": " + problem);
    }
}
