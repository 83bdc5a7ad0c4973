package dev.ordo.model.generation;

/**
 * How texts are continued. The order is transformers': temperature, then the {@code topK} most likely, then the fewest of
 * these that have {@code topP} of their probability.
 *
 * @param maxNewTokens at most so many tokens, at least 1
 * @param temperature by which scores are divided; 0 takes the most likely token always
 * @param topK tokens to draw from; 0 for all
 * @param topP share of the probability to draw from, in (0, 1]
 * @param seed the prompt of index i draws from a stream of its own, seeded with {@code seed + i}
 */
public record GenerationOptions(int maxNewTokens, double temperature, int topK, double topP, long seed) {
    public GenerationOptions {
        require(maxNewTokens >= 1, "maxNewTokens must be at least 1, was " + maxNewTokens);
        require(
                temperature >= 0 && temperature < Double.POSITIVE_INFINITY,
                "temperature must be a number from 0, was " + temperature);
        require(topK >= 0, "topK must be at least 0, was " + topK);
        require(topP > 0 && topP <= 1, "topP must be in (0, 1], was " + topP);
    }

    /** The most likely token, always. */
    public static GenerationOptions greedy(int maxNewTokens) {
        return new GenerationOptions(maxNewTokens, 0, 0, 1, 0);
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
