package dev.ordo.model.generation;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Chooses the tokens of one text. What is drawn depends on the scores, the options and the seed alone; of equal scores the
 * lower id comes first.
 */
final class TokenSampler {
    private final GenerationOptions options;
    private final SplittableRandom random;

    TokenSampler(GenerationOptions options, long seed) {
        this.options = options;
        this.random = new SplittableRandom(seed);
    }

    /**
     * The next token; none if no score is a number, as broken models give.
     *
     * @param logits the score of every token
     */
    OptionalInt next(float[] logits) {
        int best = mostLikely(logits);
        if (best < 0) {
            return OptionalInt.empty();
        }
        boolean certain = options.temperature() == 0 || Float.isInfinite(logits[best]);
        return OptionalInt.of(certain ? best : draw(weights(logits, logits[best]), logits));
    }

    private static int mostLikely(float[] logits) {
        int best = -1;
        for (int token = 0; token < logits.length; token++) {
            if (logits[token] > (best < 0 ? Float.NEGATIVE_INFINITY : logits[best])) {
                best = token;
            }
        }
        return best;
    }

    /** Probabilities, but for a common factor. */
    private double[] weights(float[] logits, float highest) {
        double[] weights = new double[logits.length];
        for (int token = 0; token < weights.length; token++) {
            weights[token] =
                    Float.isNaN(logits[token]) ? 0 : Math.exp((logits[token] - highest) / options.temperature());
        }
        return weights;
    }

    private int draw(double[] weights, float[] logits) {
        int[] candidates = candidates(weights, logits);
        double mark = random.nextDouble() * sum(weights, candidates);
        for (int token : candidates) {
            mark -= weights[token];
            if (mark < 0) {
                return token;
            }
        }
        return candidates[candidates.length - 1];
    }

    /** The tokens to draw from, the likeliest first where any are left out. */
    private int[] candidates(double[] weights, float[] logits) {
        if (options.topK() > 0) {
            int[] ranked = ranked(logits, token -> weights[token] > 0);
            int[] first = Arrays.copyOf(ranked, Math.min(options.topK(), ranked.length));
            return nucleus(weights, first, options.topP() * sum(weights, first));
        }
        double whole = Arrays.stream(weights).sum();
        if (options.topP() == 1) {
            return IntStream.range(0, weights.length)
                    .filter(token -> weights[token] > 0)
                    .toArray();
        }
        // Even all tokens under this weight have less than 1 - topP together, so none is in the nucleus and none need
        // be sorted.
        double least = (1 - options.topP()) * whole / weights.length;
        int[] ranked = ranked(logits, token -> weights[token] > 0 && weights[token] >= least);
        return nucleus(weights, ranked, options.topP() * whole);
    }

    private static int[] nucleus(double[] weights, int[] ranked, double share) {
        double sum = 0;
        for (int count = 0; count < ranked.length; count++) {
            if (sum >= share) {
                return Arrays.copyOf(ranked, count);
            }
            sum += weights[ranked[count]];
        }
        return ranked;
    }

    private static double sum(double[] weights, int[] tokens) {
        return Arrays.stream(tokens).mapToDouble(token -> weights[token]).sum();
    }

    /** Sorts without boxing: the score's bits, put in order, are the upper half of a key, the id is the lower. */
    private static int[] ranked(float[] logits, IntPredicate candidate) {
        long[] keys = IntStream.range(0, logits.length)
                .filter(candidate)
                .mapToLong(token -> ((long) ordered(logits[token]) << Integer.SIZE) | (Integer.MAX_VALUE - token))
                .sorted()
                .toArray();
        return IntStream.rangeClosed(1, keys.length)
                .map(i -> Integer.MAX_VALUE - (int) keys[keys.length - i])
                .toArray();
    }

    /** An int that is less exactly where the score is less. */
    private static int ordered(float score) {
        int bits = Float.floatToIntBits(score + 0f);
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }
}
