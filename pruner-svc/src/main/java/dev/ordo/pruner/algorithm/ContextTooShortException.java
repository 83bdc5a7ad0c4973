package dev.ordo.pruner.algorithm;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.model.checkpoint.ModelConfig;

/** Calibration sequences are longer than what the model was made to read. */
public final class ContextTooShortException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private ContextTooShortException(int context, int sequenceLength) {
        super(
                ErrorCode.INVALID_RECIPE,
                "recipes.prune.sequenceLength is " + sequenceLength + ", but the model reads " + context + " tokens");
    }

    static void check(ModelConfig config, int sequenceLength) {
        if (sequenceLength > config.maxPositionEmbeddings()) {
            throw new ContextTooShortException(config.maxPositionEmbeddings(), sequenceLength);
        }
    }
}
