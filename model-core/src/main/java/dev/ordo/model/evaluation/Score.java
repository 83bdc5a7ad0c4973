package dev.ordo.model.evaluation;

import java.util.OptionalDouble;

/**
 * What a model scored on a text.
 *
 * @param totalNll sum of the scored tokens' negative log-likelihood, nats
 * @param scoredTokens how many tokens were scored
 * @param klToBaseline mean over the scored positions of KL(baseline || model), nats, if a baseline was given
 * @param tokensPerSecond tokens read per second of computing, the baseline's pass included
 */
public record Score(double totalNll, long scoredTokens, OptionalDouble klToBaseline, double tokensPerSecond) {
    /** exp(total NLL / scored tokens). */
    public double perplexity() {
        return Math.exp(-meanLogProbability());
    }

    /** Mean over the scored tokens of log p(token | all before it), nats. */
    public double meanLogProbability() {
        return -totalNll / scoredTokens;
    }
}
