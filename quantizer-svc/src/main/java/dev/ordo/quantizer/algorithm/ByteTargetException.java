package dev.ordo.quantizer.algorithm;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A model takes more bytes than it is to, however few bits its weights have. */
public final class ByteTargetException extends PermanentException {
    private static final long serialVersionUID = 1L;

    ByteTargetException(long target, long least, int bits) {
        super(
                ErrorCode.INVALID_RECIPE,
                "recipes.quantize.targetBytes is " + target + ", but with " + bits
                        + " bits for every weight that is packed the model takes " + least);
    }
}
