package dev.ordo.evaluator.algorithm;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.model.checkpoint.ModelConfig;

/** A checkpoint's distributions are over other tokens than the baseline's, so that no divergence between them exists. */
public final class IncomparableException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private IncomparableException(int checkpoint, int baseline) {
        super(
                ErrorCode.INVALID_CHECKPOINT,
                "the checkpoint's vocabulary has " + checkpoint + " tokens, the baseline's " + baseline);
    }

    static void check(ModelConfig checkpoint, ModelConfig baseline) {
        if (checkpoint.vocabSize() != baseline.vocabSize()) {
            throw new IncomparableException(checkpoint.vocabSize(), baseline.vocabSize());
        }
    }
}
