package dev.ordo.model.packed;

import dev.ordo.model.ErrorCode;
import dev.ordo.model.PermanentException;

/** Packed values, scales and shape of one weight disagree, or a value does not fit its bits. */
public final class PackedWeightException extends PermanentException {
    public PackedWeightException(String problem) {
        super(ErrorCode.PACKED_WEIGHT_INVALID, problem);
    }
}
