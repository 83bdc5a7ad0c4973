package dev.ordo.stage;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluation reads.
 *
 * @param checkpoint directory of the checkpoint to measure
 * @param beforeRequantize directory of its weights from before they were packed again, where there are any
 * @param baseline directory of the study's baseline
 * @param baselineDigest the baseline's content digest
 * @param sets UTF-8 texts by the name of the set
 * @param maxTokens at most this many tokens of each set, from its beginning
 * @param judging what is judged besides, where anything is
 */
public record EvaluationInputs(
        Path checkpoint,
        Optional<Path> beforeRequantize,
        Path baseline,
        String baselineDigest,
        Map<String, Path> sets,
        long maxTokens,
        Optional<JudgingInputs> judging) {}
