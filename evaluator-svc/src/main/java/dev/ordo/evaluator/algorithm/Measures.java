package dev.ordo.evaluator.algorithm;

import java.util.Map;
import java.util.Optional;

/**
 * What was found. Maps go from the name of a set to its value.
 *
 * @param perplexity of the checkpoint as it is stored
 * @param perplexityBeforeRequantize of its weights from before they were packed again
 * @param klToBaseline mean over scored tokens of KL(baseline || checkpoint), nats
 * @param ratio the baseline's bytes in bfloat16 / the checkpoint's bytes
 */
public record Measures(
        Map<String, Double> perplexity,
        Optional<Map<String, Double>> perplexityBeforeRequantize,
        Map<String, Double> klToBaseline,
        double ratio) {}
