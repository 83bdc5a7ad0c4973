package dev.ordo.evaluator.judge.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.evaluator.judge.FailureReason;
import dev.ordo.evaluator.judge.JudgedAnswers;
import dev.ordo.evaluator.judge.JudgedMetric;
import dev.ordo.evaluator.judge.JudgingPlan;
import dev.ordo.evaluator.judge.ScoreMode;
import dev.ordo.evaluator.response.Answer;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LikelihoodJudgeTest {
    private static final JudgingPlan PLAN = new JudgingPlan("It is right.", List.of());

    @Test
    void scoresTheGeometricMeanOfTokenProbabilitiesAndLikelierVerdicts() {
        Likelihood likelihood = (prompt, continuation) -> switch (continuation) {
            case "The Rhine." -> Math.log(0.25);
            case "It is the Rhine." -> Math.log(0.75);
            case " yes" -> prompt.contains("Be kind.") ? -2 : -1;
            case " no" -> -1.5;
            default -> throw new AssertionError(continuation);
        };

        JudgedAnswers judged = judge(
                likelihood,
                new Answer("p", List.of("Be short."), "The Rhine."),
                new Answer("p", List.of("Be short.", "Be kind."), "It is the Rhine."));

        assertThat(judged.gEval()).isEqualTo(whole(0.5, 2));
        assertThat(judged.promptAlignment()).isEqualTo(whole(0.75, 2));
    }

    @Test
    void givesAnEmptyAnswerNothing() {
        JudgedAnswers judged = judge((prompt, continuation) -> -1, new Answer("p", List.of("Be short."), ""));

        assertThat(judged.gEval()).isEqualTo(whole(0, 1));
    }

    @Test
    void countsWhatIsNoNumberAndWhatHasNoInstructionsAsFailed() {
        JudgedAnswers judged = judge((prompt, continuation) -> Double.NaN, new Answer("p", List.of(), "r"));

        assertThat(judged.gEval()).isEqualTo(failed(FailureReason.NOT_A_NUMBER));
        assertThat(judged.promptAlignment()).isEqualTo(failed(FailureReason.NO_INSTRUCTIONS));
    }

    private static JudgedAnswers judge(Likelihood likelihood, Answer... answers) {
        return new LikelihoodJudge(likelihood).judge(List.of(answers), PLAN, (done, total, unit) -> {});
    }

    private static JudgedMetric whole(double value, int count) {
        return new JudgedMetric(OptionalDouble.of(value), ScoreMode.LIKELIHOOD, Map.of(), count);
    }

    private static JudgedMetric failed(FailureReason reason) {
        return new JudgedMetric(OptionalDouble.empty(), ScoreMode.NONE, Map.of(reason, 1), 1);
    }
}
