package dev.ordo.evaluator.algorithm;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is measured, and on what.
 *
 * @param checkpoint directory of the checkpoint
 * @param beforeRequantize directory of its weights from before they were packed again, where there are any
 * @param baseline directory of what the divergence and the ratio are taken against
 * @param baselineDigest names the baseline's content, so that what was computed of it is found again
 * @param sets texts and chat by name
 * @param maxTokens at most this many tokens of each set, from its beginning
 */
public record MeasurementInputs(
        Path checkpoint,
        Optional<Path> beforeRequantize,
        Path baseline,
        String baselineDigest,
        Map<String, Path> sets,
        long maxTokens) {
    public MeasurementInputs {
        sets = new TreeMap<>(sets);
    }
}
