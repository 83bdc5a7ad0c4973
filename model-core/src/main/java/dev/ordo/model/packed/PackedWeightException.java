package dev.ordo.model.packed;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** Packed values, scales and shape of one weight disagree, or a value does not fit its bits. */
public final class PackedWeightException extends PermanentException {
    private static final long serialVersionUID = 1L;

    public PackedWeightException(String problem) {
        super(ErrorCode.INVALID_CHECKPOINT, problem);
    }

    /** The same problem, of the weight of this name. */
    public PackedWeightException of(String weight) {
        return new PackedWeightException(weight + ": " + getMessage());
    }
}
