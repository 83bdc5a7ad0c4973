package dev.ordo.cli.train;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.model.training.PretrainingPlan;
import java.nio.file.Path;

/**
 * What a bundled model is made of: a file under {@code models/training}.
 *
 * @param name of the model, and of its directory under {@code models}
 * @param config the model's config.json
 * @param tokenizer directory of the tokenizer, relative to the project's root
 * @param text UTF-8 text to learn from, relative to the project's root
 * @param validationTokens how many tokens at the text's end are kept back to choose the best checkpoint by
 * @param tokens training tokens in all
 */
record TrainingSpec(
        String name,
        JsonNode config,
        Path tokenizer,
        Path text,
        int validationTokens,
        long tokens,
        int batchSize,
        int sequenceLength,
        double learningRate,
        double minLearningRateRatio,
        double warmupRatio,
        double weightDecay,
        long seed) {
    private static final int EVALUATIONS = 20;

    PretrainingPlan plan() {
        long tokensPerStep = (long) batchSize * sequenceLength;
        int steps = Math.toIntExact((tokens + tokensPerStep - 1) / tokensPerStep);
        return new PretrainingPlan(
                steps,
                batchSize,
                sequenceLength,
                learningRate,
                (int) Math.round(steps * warmupRatio),
                minLearningRateRatio,
                weightDecay,
                seed,
                Math.max(1, steps / EVALUATIONS));
    }
}
