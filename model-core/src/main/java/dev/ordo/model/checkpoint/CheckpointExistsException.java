package dev.ordo.model.checkpoint;

import dev.ordo.model.ErrorCode;
import dev.ordo.model.PermanentException;
import java.nio.file.Path;

/** A new checkpoint was to be put where something is already. Checkpoints are never overwritten. */
public final class CheckpointExistsException extends PermanentException {
    private final transient Path target;

    public CheckpointExistsException(Path target) {
        super(ErrorCode.CHECKPOINT_EXISTS, target + " exists and is not an empty directory");
        this.target = target;
    }

    /** The place that is taken. */
    public Path target() {
        return target;
    }
}
