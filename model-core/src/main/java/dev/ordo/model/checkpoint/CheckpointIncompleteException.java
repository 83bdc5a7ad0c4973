package dev.ordo.model.checkpoint;

import dev.ordo.model.ErrorCode;
import dev.ordo.model.PermanentException;
import java.util.Collection;
import java.util.List;

/** A checkpoint was to be committed before each of its tensors was written. */
public final class CheckpointIncompleteException extends PermanentException {
    private final List<String> unwritten;

    public CheckpointIncompleteException(Collection<String> unwritten) {
        super(ErrorCode.CHECKPOINT_INCOMPLETE, "not written yet: " + NameList.of(unwritten));
        this.unwritten = List.copyOf(unwritten);
    }

    /** Stored names of the tensors still to be written. */
    public List<String> unwritten() {
        return unwritten;
    }
}
