package dev.ordo.model.checkpoint;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.util.Collection;
import java.util.List;

/** A checkpoint was to be committed before each of its tensors was written. */
public final class CheckpointIncompleteException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final List<String> unwritten;

    public CheckpointIncompleteException(Collection<String> unwritten) {
        super(ErrorCode.INVALID_CHECKPOINT, "not written yet: " + NameList.of(unwritten));
        this.unwritten = List.copyOf(unwritten);
    }

    /** Stored names of the tensors still to be written. */
    public List<String> unwritten() {
        return unwritten;
    }
}
