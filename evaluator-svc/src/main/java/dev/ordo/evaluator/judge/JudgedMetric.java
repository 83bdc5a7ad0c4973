package dev.ordo.evaluator.judge;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * One metric over all answers.
 *
 * @param value mean over what could be judged, in [0, 1]; empty where nothing could
 * @param mode how it was scored
 * @param failures answers that could not be judged, by reason
 * @param count all answers
 */
public record JudgedMetric(OptionalDouble value, ScoreMode mode, Map<FailureReason, Integer> failures, int count) {
    public JudgedMetric {
        failures = Map.copyOf(failures);
    }

    /** Answers that could not be judged. */
    public int failed() {
        return failures.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Folds the judgements of all answers, the failed ones included. */
    public static JudgedMetric of(Collection<? extends Judgement> judgements) {
        List<Judgement.Scored> scored = judgements.stream()
                .filter(Judgement.Scored.class::isInstance)
                .map(Judgement.Scored.class::cast)
                .toList();
        Map<FailureReason, Integer> failures = new TreeMap<>();
        judgements.stream()
                .filter(Judgement.Failed.class::isInstance)
                .map(Judgement.Failed.class::cast)
                .forEach(each -> failures.merge(each.reason(), 1, Integer::sum));
        return new JudgedMetric(
                scored.stream().mapToDouble(Judgement.Scored::score).average(),
                mode(scored),
                failures,
                judgements.size());
    }

    private static ScoreMode mode(List<Judgement.Scored> scored) {
        return scored.stream()
                .map(Judgement.Scored::mode)
                .distinct()
                .reduce((one, other) -> ScoreMode.MIXED)
                .orElse(ScoreMode.NONE);
    }
}
