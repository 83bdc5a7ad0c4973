package dev.ordo.model.checkpoint;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Path;

/** A new checkpoint was to be put where something is already. Checkpoints are never overwritten. */
public final class CheckpointExistsException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final transient Path target;

    public CheckpointExistsException(Path target) {
        super(ErrorCode.INVALID_CHECKPOINT, target + " exists and is not an empty directory");
        this.target = target;
    }

    /** The place that is taken. */
    public Path target() {
        return target;
    }
}
