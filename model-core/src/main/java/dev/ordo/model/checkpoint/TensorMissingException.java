package dev.ordo.model.checkpoint;

import dev.ordo.model.ErrorCode;
import dev.ordo.model.PermanentException;
import java.util.Collection;
import java.util.List;

/** Tensors that the configuration calls for are absent. */
public final class TensorMissingException extends PermanentException {
    private final List<String> tensors;

    public TensorMissingException(Collection<String> tensors) {
        super(ErrorCode.TENSOR_MISSING, "missing " + NameList.of(tensors));
        this.tensors = List.copyOf(tensors);
    }

    /** All missing names, as stored. */
    public List<String> tensors() {
        return tensors;
    }
}
