package dev.ordo.model.checkpoint;

import dev.ordo.model.ErrorCode;
import dev.ordo.model.PermanentException;
import java.nio.file.Path;

/** A file or directory that a checkpoint must have is absent. */
public final class CheckpointFileMissingException extends PermanentException {
    private final transient Path file;

    public CheckpointFileMissingException(Path file) {
        super(ErrorCode.CHECKPOINT_FILE_MISSING, file + " does not exist");
        this.file = file;
    }

    /** The missing file. */
    public Path file() {
        return file;
    }
}
