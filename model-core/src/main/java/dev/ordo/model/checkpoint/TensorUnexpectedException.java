package dev.ordo.model.checkpoint;

import dev.ordo.model.ErrorCode;
import dev.ordo.model.PermanentException;
import java.util.Collection;
import java.util.List;

/** Tensors are present that the configuration does not call for. */
public final class TensorUnexpectedException extends PermanentException {
    private final List<String> tensors;

    public TensorUnexpectedException(Collection<String> tensors) {
        super(ErrorCode.TENSOR_UNEXPECTED, "unexpected " + NameList.of(tensors));
        this.tensors = List.copyOf(tensors);
    }

    /** All unexpected names, as stored. */
    public List<String> tensors() {
        return tensors;
    }
}
