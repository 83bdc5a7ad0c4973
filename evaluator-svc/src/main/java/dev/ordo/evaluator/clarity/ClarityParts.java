package dev.ordo.evaluator.clarity;

/**
 * The clarity of one answer. Each part is in [0, 100], and more is better.
 *
 * @param readingEase Flesch's reading ease
 * @param fluency {@code 100 / (1 + ln perplexity)} of the answer, given the prompt, under the study's baseline
 * @param relevance 100 times the cosine of prompt and answer as MiniLM embeds them
 */
public record ClarityParts(double readingEase, double fluency, double relevance) {
    /** What lies outside of [0, 100] is clipped. */
    public ClarityParts {
        readingEase = clipped(readingEase);
        fluency = clipped(fluency);
        relevance = clipped(relevance);
    }

    /** Of the answer whose tokens have this mean log-probability, that is {@code -ln perplexity}. */
    static double fluency(double meanLogProbability) {
        return 100 / (1 - meanLogProbability);
    }

    /** The mean of the parts, in [0, 1]. */
    public double value() {
        return (readingEase + fluency + relevance) / 300;
    }

    private static double clipped(double part) {
        return Math.min(100, Math.max(0, part));
    }
}
