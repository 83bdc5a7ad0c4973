package dev.ordo.evaluator.algorithm;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.text.TokenizedText;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The beginnings of the evaluation sets as token ids.
 *
 * @param ids by the name of the set
 */
record EvaluationTexts(SortedMap<String, int[]> ids) {
    private static final int SHORTEST = 2;

    /** @throws dev.ordo.model.text.InvalidTextException if a set is missing, is not UTF-8 or has fewer than two tokens */
    static EvaluationTexts read(Map<String, Path> sets, CheckpointDirectory checkpoint, long maxTokens) {
        SortedMap<String, int[]> ids = new TreeMap<>();
        sets.forEach((name, file) -> ids.put(
                name,
                new TokenizedText(name, TokenizedText.read(file, checkpoint).ids())
                        .first(maxTokens)
                        .atLeast(SHORTEST, "evaluation")));
        return new EvaluationTexts(ids);
    }

    /** Those of them whose ids pass. */
    EvaluationTexts where(Predicate<int[]> test) {
        SortedMap<String, int[]> some = new TreeMap<>(ids);
        some.values().removeIf(test.negate());
        return new EvaluationTexts(some);
    }

    long tokens() {
        return ids.values().stream().mapToLong(each -> each.length).sum();
    }
}
