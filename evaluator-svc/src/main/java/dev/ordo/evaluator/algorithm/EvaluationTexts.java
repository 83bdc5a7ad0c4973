package dev.ordo.evaluator.algorithm;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.text.TokenizedText;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The beginnings of the evaluation sets as tokens; of chat, the assistant's alone count.
 *
 * @param sets by name
 */
record EvaluationTexts(SortedMap<String, TokenizedText> sets) {
    /** @throws dev.ordo.model.text.InvalidTextException if a set is missing, is not UTF-8 or has fewer than two tokens */
    static EvaluationTexts read(Map<String, Path> files, CheckpointDirectory checkpoint, long maxTokens) {
        SortedMap<String, TokenizedText> sets = new TreeMap<>();
        files.forEach((name, file) ->
                sets.put(name, TokenizedText.read(file, checkpoint).named(name).scorable(maxTokens)));
        return new EvaluationTexts(sets);
    }

    /** Those of them whose ids pass. */
    EvaluationTexts where(Predicate<int[]> test) {
        SortedMap<String, TokenizedText> some = new TreeMap<>(sets);
        some.values().removeIf(each -> !test.test(each.ids()));
        return new EvaluationTexts(some);
    }

    long tokens() {
        return sets.values().stream().mapToLong(each -> each.ids().length).sum();
    }
}
