package dev.ordo.model.gguf;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A tensor holds a value that the type in which it was to be stored has not. */
public final class UnstorableValueException extends PermanentException {
    private static final long serialVersionUID = 1L;

    public UnstorableValueException(String tensor, long index, float value, GgufTensorType type) {
        super(
                ErrorCode.INVALID_CHECKPOINT,
                tensor + " holds " + value + " at index " + index + ", which " + type + " cannot store");
    }
}
