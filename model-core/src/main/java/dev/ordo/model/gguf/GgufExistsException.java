package dev.ordo.model.gguf;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Path;

/** A file was to be written where something is already, and nobody said that it may be replaced. */
public final class GgufExistsException extends PermanentException {
    private static final long serialVersionUID = 1L;

    public GgufExistsException(Path target) {
        super(ErrorCode.INVALID_GGUF, target + " exists already");
    }
}
