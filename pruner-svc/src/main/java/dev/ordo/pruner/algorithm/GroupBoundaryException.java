package dev.ordo.pruner.algorithm;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.model.checkpoint.ModelConfig;

/** A cut along the groups of packed weights that is to leave them as they are would go through the middle of one. */
public final class GroupBoundaryException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private GroupBoundaryException(int columns, int groupSize) {
        super(
                ErrorCode.INVALID_RECIPE,
                "recipes.prune.headSparsity cuts o_proj by " + columns
                        + " input columns a key/value head, which groups of " + groupSize
                        + " do not divide: the arm adapter cuts whole groups");
    }

    /** Whether the columns of o that a key/value head fills are whole groups. */
    static void checkHeads(ModelConfig parent, int groupSize) {
        int columns = parent.numAttentionHeads() / parent.numKeyValueHeads() * parent.headDim();
        if (columns % groupSize != 0) {
            throw new GroupBoundaryException(columns, groupSize);
        }
    }
}
