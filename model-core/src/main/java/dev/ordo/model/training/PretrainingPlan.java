package dev.ordo.model.training;

/**
 * How to train a model from scratch.
 *
 * @param steps optimizer steps
 * @param batchSize sequences in a step
 * @param sequenceLength scored tokens in a sequence
 * @param learningRate peak of the cosine schedule
 * @param warmupSteps steps of its linear rise
 * @param finalFraction where the cosine ends, as a fraction of the peak
 * @param weightDecay decoupled, on matrices
 * @param seed of the first weights and of the batches' order
 * @param evaluateEvery steps between two measurements of the validation text; the last step is always measured
 */
public record PretrainingPlan(
        int steps,
        int batchSize,
        int sequenceLength,
        double learningRate,
        int warmupSteps,
        double finalFraction,
        double weightDecay,
        long seed,
        int evaluateEvery) {
    public PretrainingPlan {
        if (evaluateEvery < 1) {
            throw new IllegalArgumentException("evaluateEvery must be at least 1, was " + evaluateEvery);
        }
        new CosineSchedule(learningRate, warmupSteps, steps, finalFraction);
    }

    CosineSchedule schedule() {
        return new CosineSchedule(learningRate, warmupSteps, steps, finalFraction);
    }
}
