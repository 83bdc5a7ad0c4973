package dev.ordo.distiller.algorithm;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** This student cannot learn from this teacher in this way. */
public final class DistillationRefusedException extends PermanentException {
    private static final long serialVersionUID = 1L;

    public DistillationRefusedException(String reason) {
        super(ErrorCode.INVALID_RECIPE, reason);
    }
}
