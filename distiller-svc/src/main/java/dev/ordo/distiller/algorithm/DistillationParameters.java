package dev.ordo.distiller.algorithm;

import dev.ordo.model.training.AdamW;
import dev.ordo.model.training.CosineSchedule;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.StepOptions;

/**
 * How to train.
 *
 * @param steps optimizer steps
 * @param sequenceLength scored tokens of one sequence
 * @param batchSize sequences of one step
 * @param learningRate peak of the cosine schedule
 * @param minLearningRateRatio where the schedule ends, as a fraction of the peak
 * @param warmupRatio fraction of the steps with a linearly rising rate, rounded up
 * @param weightDecay decoupled, on matrices only
 * @param loss against the text, the teacher's distributions and its hidden states
 * @param clipNorm largest global norm of the gradient
 * @param seed of the order of the sequences
 * @param options how gradients are computed; with products in bfloat16 the teacher is in bfloat16, too
 */
public record DistillationParameters(
        int steps,
        int sequenceLength,
        int batchSize,
        double learningRate,
        double minLearningRateRatio,
        double warmupRatio,
        double weightDecay,
        Loss loss,
        double clipNorm,
        long seed,
        StepOptions options) {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.95;
    private static final double EPSILON = 1e-8;

    /** In float32, of whole batches, with everything kept. */
    public DistillationParameters(
            int steps,
            int sequenceLength,
            int batchSize,
            double learningRate,
            double minLearningRateRatio,
            double warmupRatio,
            double weightDecay,
            Loss loss,
            double clipNorm,
            long seed) {
        this(
                steps,
                sequenceLength,
                batchSize,
                learningRate,
                minLearningRateRatio,
                warmupRatio,
                weightDecay,
                loss,
                clipNorm,
                seed,
                StepOptions.FLOAT32);
    }

    /** The same with gradients computed otherwise. */
    DistillationParameters with(StepOptions other) {
        return new DistillationParameters(
                steps,
                sequenceLength,
                batchSize,
                learningRate,
                minLearningRateRatio,
                warmupRatio,
                weightDecay,
                loss,
                clipNorm,
                seed,
                other);
    }

    /** The same with another loss. */
    DistillationParameters with(Loss other) {
        return new DistillationParameters(
                steps,
                sequenceLength,
                batchSize,
                learningRate,
                minLearningRateRatio,
                warmupRatio,
                weightDecay,
                other,
                clipNorm,
                seed,
                options);
    }

    /** Sequences that are in memory at a time. */
    int sequencesAtOnce() {
        return options.microBatch() == 0 ? batchSize : Math.min(options.microBatch(), batchSize);
    }

    AdamW optimizer() {
        return new AdamW(BETA1, BETA2, EPSILON, weightDecay, clipNorm);
    }

    CosineSchedule schedule() {
        return schedule(learningRate);
    }

    /** @param peak in place of the learning rate */
    CosineSchedule schedule(double peak) {
        return new CosineSchedule(peak, (int) Math.ceil(warmupRatio * steps), steps, minLearningRateRatio);
    }
}
