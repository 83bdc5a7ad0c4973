package dev.ordo.model.checkpoint;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.model.safetensors.DType;

/** A tensor is stored in a type that its place does not allow. */
public final class DTypeUnsupportedException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final String tensor;
    private final DType actual;

    public DTypeUnsupportedException(String tensor, DType actual, String allowed) {
        super(ErrorCode.INVALID_CHECKPOINT, "tensor " + tensor + " is stored as " + actual + ", must be " + allowed);
        this.tensor = tensor;
        this.actual = actual;
    }

    /** The offending tensor, as stored. */
    public String tensor() {
        return tensor;
    }

    /** Its type. */
    public DType actual() {
        return actual;
    }
}
