package dev.ordo.model.checkpoint;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.util.Collection;
import java.util.List;

/** Tensors that the configuration calls for are absent. */
public final class TensorMissingException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final List<String> tensors;

    public TensorMissingException(Collection<String> tensors) {
        super(ErrorCode.INVALID_CHECKPOINT, "missing " + NameList.of(tensors));
        this.tensors = List.copyOf(tensors);
    }

    /** All missing names, as stored. */
    public List<String> tensors() {
        return tensors;
    }
}
