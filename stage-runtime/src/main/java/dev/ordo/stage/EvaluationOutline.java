package dev.ordo.stage;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What is known of an evaluation before its inputs are fetched.
 *
 * @param checkpoint the checkpoint to measure
 * @param baseline the study's baseline
 * @param setBytes size of each text
 * @param maxTokens at most this many tokens of each set are scored
 * @param judging what is judged besides, where anything is
 */
public record EvaluationOutline(
        CheckpointOutline checkpoint,
        CheckpointOutline baseline,
        Collection<Long> setBytes,
        long maxTokens,
        Optional<JudgingOutline> judging) {
    public EvaluationOutline {
        setBytes = List.copyOf(setBytes);
    }
}
