package dev.ordo.evaluator.clarity;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The clarity of some answers.
 *
 * @param answers in their order; nothing for one that failed, being empty or beyond numbers under the baseline
 */
public record ClarityScores(List<Optional<ClarityParts>> answers) {
    public ClarityScores {
        answers = List.copyOf(answers);
    }

    /** The mean of those that did not fail, in [0, 1]; none if all did. */
    public OptionalDouble mean() {
        return answers.stream()
                .flatMap(Optional::stream)
                .mapToDouble(ClarityParts::value)
                .average();
    }

    /** How many answers there were. */
    public int count() {
        return answers.size();
    }

    /** How many of them have no clarity. */
    public int failed() {
        return (int) answers.stream().filter(Optional::isEmpty).count();
    }
}
