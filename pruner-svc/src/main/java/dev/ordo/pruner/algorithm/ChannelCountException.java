package dev.ordo.pruner.algorithm;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.model.checkpoint.ModelConfig;

/** With so many channels no other program would open the model. */
public final class ChannelCountException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private ChannelCountException(ModelConfig target, int fitting) {
        super(
                ErrorCode.INVALID_RECIPE,
                "recipes.prune.channelSparsity leaves " + target.hiddenSize() + " channels, which the "
                        + target.numAttentionHeads()
                        + " query heads do not divide as transformers asks of Llama; multiples of "
                        + fitting + " would do");
    }

    /** Transformers' Llama wants the query heads to divide the hidden size, even where head_dim is given. */
    static void check(ModelConfig target, int multipleOf) {
        int heads = target.numAttentionHeads();
        if (target.modelType().equals("llama") && target.hiddenSize() % heads != 0) {
            throw new ChannelCountException(target, CommonMultiple.of(heads, multipleOf));
        }
    }
}
