package dev.ordo.model;

import java.io.IOException;
import java.nio.file.Path;

/** A file could not be read or written although nothing is known to be wrong with its content. */
public final class FileAccessException extends RetryableException {
    private final transient Path file;

    public FileAccessException(Path file, IOException cause) {
        super(ErrorCode.IO_FAILED, "cannot access " + file + ": " + cause, cause);
        this.file = file;
    }

    /** The file that could not be accessed. */
    public Path file() {
        return file;
    }
}
