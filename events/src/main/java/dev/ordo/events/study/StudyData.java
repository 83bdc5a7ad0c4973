package dev.ordo.events.study;

import dev.ordo.events.Checks;
import java.util.List;

/**
 * The data sets of a study, by name. No text may serve two purposes.
 *
 * @param calibration text over which P measures saliency, and Q what it is chosen by
 * @param distillation text on which KD trains
 * @param evaluation held-out texts
 * @param maxEvaluationTokens at most this many tokens of each held-out text are scored, from its beginning
 */
public record StudyData(String calibration, String distillation, List<String> evaluation, Long maxEvaluationTokens) {

    public StudyData {
        Checks.name("data.calibration", calibration);
        Checks.name("data.distillation", distillation);
        evaluation = List.copyOf(Checks.notEmpty("data.evaluation", evaluation));
        evaluation.forEach(each -> Checks.name("data.evaluation", each));
        maxEvaluationTokens = maxEvaluationTokens == null ? Long.valueOf(16_384) : maxEvaluationTokens;
        Checks.between("data.maxEvaluationTokens", maxEvaluationTokens, 2L, Long.MAX_VALUE);
    }
}
