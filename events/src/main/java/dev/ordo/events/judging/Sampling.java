package dev.ordo.events.judging;

import dev.ordo.events.Checks;

/**
 * How responses are drawn from a checkpoint.
 *
 * @param maxTokens at most this many tokens a response
 * @param temperature divides the logits; 0 takes the likeliest token always
 * @param topP tokens are drawn from the smallest set whose probability reaches this
 * @param seed of the draws; equal seeds draw equal responses on the same machine
 */
public record Sampling(Integer maxTokens, Double temperature, Double topP, Long seed) {
    private static final String PATH = "judging.sampling.";

    public Sampling {
        maxTokens = maxTokens == null ? Integer.valueOf(64) : maxTokens;
        temperature = temperature == null ? Double.valueOf(0.7) : temperature;
        topP = topP == null ? Double.valueOf(1.0) : topP;
        seed = seed == null ? Long.valueOf(1) : seed;
        Checks.between(PATH + "maxTokens", maxTokens, 1, 4096);
        Checks.between(PATH + "temperature", temperature, 0.0, 10.0);
        Checks.between(PATH + "topP", topP, 1e-6, 1.0);
    }

    public static Sampling defaults() {
        return new Sampling(null, null, null, null);
    }
}
