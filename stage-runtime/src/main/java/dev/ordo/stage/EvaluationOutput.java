package dev.ordo.stage;

import dev.ordo.events.judging.JudgedScores;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluation found. Maps go from the name of a set to its value.
 *
 * @param perplexity of the checkpoint
 * @param perplexityBeforeRequantize of its weights from before they were packed again
 * @param klToBaseline mean over scored tokens of KL(baseline || checkpoint), nats
 * @param ratio the baseline's bytes in bf16 / the checkpoint's bytes
 * @param judged what was judged, where anything was asked
 */
public record EvaluationOutput(
        Map<String, Double> perplexity,
        Optional<Map<String, Double>> perplexityBeforeRequantize,
        Map<String, Double> klToBaseline,
        double ratio,
        Optional<JudgedScores> judged) {}
