package dev.ordo.pruner.algorithm;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.model.checkpoint.ModelConfig;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** With so many heads no other program would open the model. */
public final class HeadCountException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private HeadCountException(ModelConfig target, List<Integer> fitting) {
        super(
                ErrorCode.INVALID_RECIPE,
                "recipes.prune.headSparsity leaves " + target.numKeyValueHeads() + " key/value heads and "
                        + target.numAttentionHeads() + " query heads, which do not divide the hidden size "
                        + target.hiddenSize() + " as transformers asks of Llama; "
                        + fitting.stream().map(String::valueOf).collect(Collectors.joining(" or "))
                        + " key/value heads would");
    }

    /** Transformers' Llama wants the query heads to divide the hidden size, even where head_dim is given. */
    static void check(ModelConfig target, ModelConfig parent) {
        if (!target.modelType().equals("llama") || target.hiddenSize() % target.numAttentionHeads() == 0) {
            return;
        }
        int queries = parent.numAttentionHeads() / parent.numKeyValueHeads();
        throw new HeadCountException(
                target,
                IntStream.rangeClosed(1, parent.numKeyValueHeads())
                        .filter(heads -> parent.hiddenSize() % (heads * queries) == 0)
                        .boxed()
                        .toList());
    }
}
