package dev.ordo.model.calibration;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** Calibration sequences are longer than what the model was made to read. */
public final class ContextTooShortException extends PermanentException {
    private static final long serialVersionUID = 1L;

    ContextTooShortException(String recipe, int context, int sequenceLength) {
        super(
                ErrorCode.INVALID_RECIPE,
                "recipes." + recipe + ".sequenceLength is " + sequenceLength + ", but the model reads " + context
                        + " tokens");
    }
}
