package dev.ordo.pruner.algorithm;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A model is larger than it is to be, however narrow its MLPs are. */
public final class PruneTargetException extends PermanentException {
    private static final long serialVersionUID = 1L;

    PruneTargetException(PruneTarget target, int neurons, long least) {
        super(
                ErrorCode.INVALID_RECIPE,
                target.field() + " is " + target.most() + ", but with MLPs of " + neurons + " neurons the model "
                        + (target.parameters() > 0 ? "has " : "takes ") + least);
    }
}
