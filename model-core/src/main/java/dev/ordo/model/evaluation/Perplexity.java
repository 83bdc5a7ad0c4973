package dev.ordo.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.decoder.TokenMask;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Perplexity as Ordo defines it: no special tokens added, windows of min(context, 2048) that do not overlap, the first
 * token of each unscored, exp(total NLL / scored tokens). Totals are float64 sums of float32 terms.
 *
 * <p>Where a mask says that not every token counts (chat: the assistant's alone do), the others are read but not scored.
 *
 * <p>With a baseline, the same pass over the same windows also gives the mean of KL(baseline || model).
 */
public final class Perplexity {
    /** The most tokens that go through a model at once. */
    public static final int BATCH_TOKENS = 4096;

    private final DecoderModel model;
    private final Function<Object[], Object[]> arguments;
    private final Baseline baseline;

    private Perplexity(DecoderModel model, Function<Object[], Object[]> arguments, Baseline baseline) {
        if (model.type() != ComputeType.FLOAT32) {
            throw new IllegalArgumentException(
                    "perplexity is measured in float32, the model computes in " + model.type());
        }
        this.model = model;
        this.arguments = arguments;
        this.baseline = baseline;
    }

    /**
     * Perplexity alone.
     *
     * @throws IllegalArgumentException if the model does not compute in float32
     */
    public static Perplexity of(DecoderModel model) {
        return new Perplexity(model, model::arguments, null);
    }

    /**
     * Perplexity alone, of what the model is with other weights.
     *
     * @param weights in layout order, of the parameters' shapes, float32; they stay the caller's
     * @throws IllegalArgumentException if the model does not compute in float32
     */
    public static Perplexity of(DecoderModel model, NDList weights) {
        return new Perplexity(model, more -> model.argumentsOf(weights, more), null);
    }

    /**
     * Perplexity, and the divergence from a baseline.
     *
     * @throws IllegalArgumentException if the two have different vocabularies, or the model does not compute in float32
     */
    public static Perplexity comparedTo(Baseline baseline, DecoderModel model) {
        long tokens = baseline.head().getShape().get(0);
        if (tokens != model.config().vocabSize()) {
            throw new IllegalArgumentException("model and baseline must share a vocabulary, but have "
                    + model.config().vocabSize() + " and " + tokens + " tokens");
        }
        return new Perplexity(model, model::arguments, baseline);
    }

    /** Perplexity, and the divergence from a model at hand. */
    public static Perplexity comparedTo(DecoderModel baseline, DecoderModel model) {
        return comparedTo(Baseline.of(baseline), model);
    }

    /**
     * Scores a text.
     *
     * @param tokens the whole text's ids, without special tokens
     * @throws IllegalArgumentException if there are fewer than 2, or one is not in the vocabulary
     */
    public Score score(int[] tokens) {
        return score(tokens, (done, windows) -> {});
    }

    /** As {@link #score(int[])}, telling after each batch of windows how far it is; the listener may throw to stop. */
    public Score score(int[] tokens, Progress progress) {
        return score(tokens, TokenMask.ALL, progress);
    }

    /**
     * Scores the tokens that count.
     *
     * @throws IllegalArgumentException if no token counts but such as begin a window, beside what {@link #score(int[])} refuses
     */
    public Score score(int[] tokens, TokenMask mask, Progress progress) {
        List<TokenBatch> batches = new Windows(tokens, mask, model.config().maxPositionEmbeddings()).batches();
        double nll = 0;
        double divergence = 0;
        long scored = 0;
        long read = 0;
        long start = System.nanoTime();
        for (int i = 0; i < batches.size(); i++) {
            TokenBatch batch = batches.get(i);
            long counted = batch.scored();
            double[] sums = counted == 0 ? new double[2] : sums(batch, read);
            nll += sums[0];
            divergence += sums[1];
            scored += counted;
            read += batch.ids().length;
            progress.scored(i + 1, batches.size());
        }
        if (scored == 0) {
            throw new IllegalArgumentException("no token counts, so that there is nothing to score");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        OptionalDouble kl = baseline == null ? OptionalDouble.empty() : OptionalDouble.of(divergence / scored);
        return new Score(nll, scored, kl, read / seconds);
    }

    private double[] sums(TokenBatch batch, long firstToken) {
        try (TensorScope scope = model.session().scope()) {
            NDArray tokens = model.tokens(scope, batch);
            NDArray head = baseline == null ? tokens : baseline.head();
            NDArray states = baseline == null ? tokens : baseline.hidden(scope.manager(), batch, firstToken);
            Object[] asked = {tokens, model.scoredRows(scope, batch), states, head, baseline != null};
            return model.kernels()
                    .tensor(scope.manager(), "score", arguments.apply(asked))
                    .toDoubleArray();
        }
    }

    /** Told how many of all batches are scored. */
    @FunctionalInterface
    public interface Progress {
        void scored(int done, int batches);
    }
}
