package dev.ordo.model.evaluation;

import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenMask;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * How likely a model finds one text after another. All of both is read; of the second every token is scored, of the first none:
 * log p(continuation | prompt) = sum of log p(token | all before it).
 */
public final class ContinuationLikelihood {
    private final DecoderModel model;

    private ContinuationLikelihood(DecoderModel model) {
        this.model = model;
    }

    /** @param model stays its owner's */
    public static ContinuationLikelihood of(DecoderModel model) {
        return new ContinuationLikelihood(model);
    }

    /** The most tokens that prompt and continuation may have together: min(context, 2048). */
    public int longest() {
        return Windows.length(model.config().maxPositionEmbeddings());
    }

    /**
     * Scores a continuation.
     *
     * @param prompt ids, at least one: a model predicts nothing from nothing
     * @param continuation ids, at least one
     * @return the NLL of the continuation alone, and the number of its tokens; its {@link Score#meanLogProbability} is per token
     * @throws IllegalArgumentException if one of the two is empty, or both together are longer than {@link #longest}
     */
    public Score score(int[] prompt, int[] continuation) {
        int length = prompt.length + continuation.length;
        if (prompt.length < 1 || continuation.length < 1 || length > longest()) {
            throw new IllegalArgumentException("prompt and continuation must have a token each and at most " + longest()
                    + " together, had " + prompt.length + " and " + continuation.length);
        }
        BitSet counted = new BitSet();
        counted.set(prompt.length, length);
        int[] tokens = IntStream.concat(IntStream.of(prompt), IntStream.of(continuation))
                .toArray();
        return Perplexity.of(model).score(tokens, TokenMask.of(counted), (done, batches) -> {});
    }
}
