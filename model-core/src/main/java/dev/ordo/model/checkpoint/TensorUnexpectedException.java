package dev.ordo.model.checkpoint;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.util.Collection;
import java.util.List;

/** Tensors are present that the configuration does not call for. */
public final class TensorUnexpectedException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final List<String> tensors;

    public TensorUnexpectedException(Collection<String> tensors) {
        super(ErrorCode.INVALID_CHECKPOINT, "unexpected " + NameList.of(tensors));
        this.tensors = List.copyOf(tensors);
    }

    /** All unexpected names, as stored. */
    public List<String> tensors() {
        return tensors;
    }
}
