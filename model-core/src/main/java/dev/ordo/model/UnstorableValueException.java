package dev.ordo.model;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A tensor holds a value that the type in which it was to be stored has not. */
public final class UnstorableValueException extends PermanentException {
    private static final long serialVersionUID = 1L;

    /** @param index of the value, counted row-major; of a scale, its group's */
    public UnstorableValueException(String tensor, long index, float value, String type) {
        super(
                ErrorCode.INVALID_CHECKPOINT,
                tensor + " holds " + value + " at index " + index + ", which " + type + " cannot store");
    }
}
