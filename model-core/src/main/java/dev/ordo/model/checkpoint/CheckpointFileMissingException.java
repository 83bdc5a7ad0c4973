package dev.ordo.model.checkpoint;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Path;

/** A file or directory that a checkpoint must have is absent. */
public final class CheckpointFileMissingException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    public CheckpointFileMissingException(Path file) {
        super(ErrorCode.INVALID_CHECKPOINT, file + " does not exist");
        this.file = file;
    }

    /** The missing file. */
    public Path file() {
        return file;
    }
}
