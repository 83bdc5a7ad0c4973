package dev.ordo.model;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.RetryableException;
import java.io.IOException;
import java.nio.file.Path;

/** A file could not be read or written although nothing is known to be wrong with its content. */
public final class FileAccessException extends RetryableException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    public FileAccessException(Path file, IOException cause) {
        super(ErrorCode.FILE_ACCESS_FAILED, "cannot access " + file + ": " + cause, cause);
        this.file = file;
    }

    /** The file that could not be accessed. */
    public Path file() {
        return file;
    }
}
