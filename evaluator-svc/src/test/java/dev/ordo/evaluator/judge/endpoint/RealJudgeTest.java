package dev.ordo.evaluator.judge.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ordo.evaluator.judge.FailureReason;
import dev.ordo.evaluator.judge.JudgedAnswers;
import dev.ordo.evaluator.judge.JudgingPlan;
import dev.ordo.evaluator.judge.ScoreMode;
import dev.ordo.evaluator.judge.chat.EndpointSettings;
import dev.ordo.evaluator.judge.chat.ReplyFormat;
import dev.ordo.evaluator.judge.record.MemoryJudgements;
import dev.ordo.evaluator.response.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real model behind a real endpoint, where the environment names one: {@code ORDO_TEST_JUDGE_ENDPOINT}, and
 * {@code ORDO_TEST_JUDGE_MODEL}, {@code ORDO_JUDGE_API_KEY} where it asks for them. What a judge thinks is its own; that it
 * arrives is tested: the only failures are of a judge that writes no answer in two tries, as the smallest may.
 */
class RealJudgeTest {
    private static final Logger LOG = LoggerFactory.getLogger(RealJudgeTest.class);
    private static final List<String> SHORT = List.of("The response is one sentence.");

    @Test
    void judgesWhatARealEndpointSays() {
        String endpoint = System.getenv("ORDO_TEST_JUDGE_ENDPOINT");
        assumeTrue(endpoint != null, "skipped: ORDO_TEST_JUDGE_ENDPOINT names no judge");
        MemoryJudgements judgements = new MemoryJudgements();
        List<Answer> answers = List.of(
                new Answer("What is the capital of France?", SHORT, "The capital of France is Paris."),
                new Answer("What is the capital of France?", SHORT, "Bananas are yellow. They grow on trees."),
                new Answer("Name three colours.", SHORT, "Red, green and blue."));

        JudgedAnswers judged = new EndpointJudges(Optional.of(settings(endpoint)), judgements, 2, 65_536)
                .named(Optional.ofNullable(System.getenv("ORDO_TEST_JUDGE_MODEL"))
                        .orElse("judge"))
                .judge(answers, new JudgingPlan("The response is correct.", List.of()), (done, total, unit) -> {});

        LOG.info("the real judge found {}", judged);
        judgements.kept.values().forEach(each -> LOG.info("{}: {}", each.question(), each.reply()));
        judgements
                .failed
                .values()
                .forEach(each -> LOG.info("{} failed: {}: {}", each.question(), each.failure(), each.replies()));
        assertThat(List.of(judged.gEval(), judged.promptAlignment())).allSatisfy(metric -> {
            assertThat(metric.count()).isEqualTo(answers.size());
            assertThat(metric.failures().keySet()).isSubsetOf(FailureReason.MALFORMED, FailureReason.EMPTY);
            assertThat(metric.value().getAsDouble()).isBetween(0.0, 1.0);
        });
        assertThat(judged.gEval().mode()).isIn(ScoreMode.LOG_PROBABILITIES, ScoreMode.INTEGER, ScoreMode.MIXED);
        assertThat(judged.promptAlignment().mode()).isEqualTo(ScoreMode.VERDICTS);
    }

    private static EndpointSettings settings(String endpoint) {
        return new EndpointSettings(
                endpoint,
                Optional.ofNullable(System.getenv("ORDO_JUDGE_API_KEY")),
                Duration.ofMinutes(3),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                3,
                Optional.of(0.0),
                Optional.of(512),
                ReplyFormat.JSON_SCHEMA,
                4 << 20);
    }
}
