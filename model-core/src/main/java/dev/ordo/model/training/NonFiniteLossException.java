package dev.ordo.model.training;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** Training ran into infinity or not-a-number: usually the learning rate is too high. */
public final class NonFiniteLossException extends PermanentException {
    private final double loss;
    private final double gradientNorm;

    public NonFiniteLossException(double loss, double gradientNorm) {
        super(
                ErrorCode.TRAINING_DIVERGED,
                "the loss became " + loss + " and the gradient norm " + gradientNorm
                        + "; the learning rate may be too high");
        this.loss = loss;
        this.gradientNorm = gradientNorm;
    }

    /** The loss of the failed step. */
    public double loss() {
        return loss;
    }

    /** The gradient norm of the failed step. */
    public double gradientNorm() {
        return gradientNorm;
    }
}
