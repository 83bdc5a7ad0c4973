package dev.ordo.model.gptq;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A weight's Hessian cannot be inverted, so GPTQ says nothing about this weight. */
public final class HessianException extends PermanentException {
    private static final long serialVersionUID = 1L;

    HessianException(String weight, double damping) {
        super(
                ErrorCode.INVALID_RECIPE,
                weight + ": its inputs' Hessian is not positive definite with a damping of " + damping
                        + "; expected more calibration text, or more damping");
    }
}
