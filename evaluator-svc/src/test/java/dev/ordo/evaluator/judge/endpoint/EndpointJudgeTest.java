package dev.ordo.evaluator.judge.endpoint;

import static dev.ordo.evaluator.judge.endpoint.ScriptedEndpoint.says;
import static dev.ordo.evaluator.judge.endpoint.ScriptedEndpoint.status;
import static dev.ordo.evaluator.judge.endpoint.ScriptedEndpoint.tells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.evaluator.judge.FailureReason;
import dev.ordo.evaluator.judge.JudgedAnswers;
import dev.ordo.evaluator.judge.JudgedMetric;
import dev.ordo.evaluator.judge.JudgingPlan;
import dev.ordo.evaluator.judge.ScoreMode;
import dev.ordo.evaluator.judge.chat.EndpointSettings;
import dev.ordo.evaluator.judge.chat.ReplyFormat;
import dev.ordo.evaluator.judge.record.JudgementRecord;
import dev.ordo.evaluator.judge.record.MemoryJudgements;
import dev.ordo.evaluator.response.Answer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointJudgeTest {
    private static final JudgingPlan PLAN = new JudgingPlan("It is right.", List.of("Check it."));
    private static final Answer ANSWER = new Answer("Name a river.", List.of("Be short."), "The Rhine.");
    private static final String SCORE = "{\"reason\": \"r\", \"score\": 8}";
    private static final String VERDICT = "{\"verdicts\": [{\"verdict\": \"yes\"}]}";

    private final MemoryJudgements judgements = new MemoryJudgements();

    @Test
    void weighsScoresWithTheProbabilitiesThatTheJudgeTells() {
        var weighed = tells("{\"score\": ", "8", Map.of("8", Math.log(0.75), "4", Math.log(0.25)), "}");
        try (var endpoint = byKind(request -> weighed, request -> says(VERDICT))) {
            JudgedAnswers judged = judge(endpoint, ANSWER);

            assertThat(judged.gEval().value().getAsDouble()).isCloseTo(0.7, within(1e-12));
            assertThat(judged.gEval().mode()).isEqualTo(ScoreMode.LOG_PROBABILITIES);
            assertThat(judged.promptAlignment()).isEqualTo(whole(1, ScoreMode.VERDICTS, 1));
        }
    }

    @Test
    void namesItsModeWhereTheJudgeTellsNoProbabilities() {
        try (var endpoint = byKind(request -> says(SCORE), request -> says(VERDICT))) {
            assertThat(judge(endpoint, ANSWER).gEval()).isEqualTo(whole(0.8, ScoreMode.INTEGER, 1));
        }
    }

    @Test
    void saysThatModesAreMixed() {
        var weighed = tells("{\"score\": ", "4", Map.of("4", -0.1), "}");
        try (var endpoint = byKind(
                request -> text(request).contains("The Elbe.") ? weighed : says(SCORE), request -> says(VERDICT))) {
            JudgedAnswers judged = judge(endpoint, ANSWER, new Answer("p", List.of("Be short."), "The Elbe."));

            assertThat(judged.gEval().mode()).isEqualTo(ScoreMode.MIXED);
            assertThat(judged.gEval().value().getAsDouble()).isCloseTo(0.6, within(1e-12));
        }
    }

    @Test
    void asksWithoutProbabilitiesWhereTheEndpointRefusesToTellThem() {
        try (var endpoint =
                byKind(request -> request.has("logprobs") ? status(400) : says(SCORE), request -> says(VERDICT))) {
            JudgedAnswers judged = judge(endpoint, ANSWER, new Answer("p", List.of("Be short."), "The Elbe."));

            assertThat(judged.gEval()).isEqualTo(whole(0.8, ScoreMode.INTEGER, 2));
        }
    }

    @Test
    void asksAgainWhenTheReplyCannotBeRead() {
        try (var endpoint = ScriptedEndpoint.doing(says("It is fine."), says(SCORE), says("yes"), says(VERDICT))) {
            JudgedAnswers judged = judge(endpoint, ANSWER);

            assertThat(judged.gEval()).isEqualTo(whole(0.8, ScoreMode.INTEGER, 1));
            assertThat(judged.promptAlignment()).isEqualTo(whole(1, ScoreMode.VERDICTS, 1));
            assertThat(endpoint.requests.get(1).get("messages")).hasSize(3);
            assertThat(endpoint.requests
                            .get(1)
                            .get("messages")
                            .get(1)
                            .get("content")
                            .asText())
                    .isEqualTo("It is fine.");
        }
    }

    @Test
    void countsWhatCannotBeReadTwiceAsFailedAndKeepsItForAudit() {
        try (var endpoint = byKind(request -> says("8 of 10"), request -> says(VERDICT))) {
            JudgedAnswers judged = judge(endpoint, ANSWER);

            assertThat(judged.gEval()).isEqualTo(failed(FailureReason.MALFORMED, 1));
            assertThat(judgements.failed.values()).singleElement().satisfies(record -> {
                assertThat(record.replies()).extracting(each -> each.text()).containsExactly("8 of 10", "8 of 10");
                assertThat(record.failure()).startsWith("MALFORMED: there is no JSON object");
            });
        }
    }

    @Test
    void countsEmptyRepliesAsFailed() {
        try (var endpoint = ScriptedEndpoint.doing(says(""))) {
            JudgedAnswers judged = judge(endpoint, ANSWER);

            assertThat(judged.gEval()).isEqualTo(failed(FailureReason.EMPTY, 1));
            assertThat(judged.promptAlignment()).isEqualTo(failed(FailureReason.EMPTY, 1));
        }
    }

    @Test
    void waitsForAJudgeThatHasTooManyRequests() {
        var busy = new ScriptedEndpoint.Reply(429, Map.of("Retry-After", "3600"), "{}");
        try (var endpoint = ScriptedEndpoint.doing(busy, says(SCORE), status(503), says(VERDICT))) {
            JudgedAnswers judged = judge(endpoint, ANSWER);

            assertThat(judged.gEval()).isEqualTo(whole(0.8, ScoreMode.INTEGER, 1));
            assertThat(judged.promptAlignment()).isEqualTo(whole(1, ScoreMode.VERDICTS, 1));
        }
    }

    @Test
    void givesUpAJudgeThatFailsForEver() {
        try (var endpoint = ScriptedEndpoint.doing(status(500))) {
            JudgedAnswers judged =
                    judge(endpoint, Collections.nCopies(10, ANSWER).toArray(Answer[]::new));

            assertThat(judged.gEval().value()).isEmpty();
            assertThat(judged.gEval().failures())
                    .isEqualTo(Map.of(FailureReason.SERVER_ERROR, 3, FailureReason.GIVEN_UP, 7));
            assertThat(judged.promptAlignment()).isEqualTo(failed(FailureReason.GIVEN_UP, 10));
            assertThat(endpoint.requests).hasSize(3 * 3);
        }
    }

    @Test
    void endsByTimeoutWhereTheJudgeNeverAnswers() {
        try (var endpoint = ScriptedEndpoint.doing(ScriptedEndpoint.SILENCE)) {
            JudgedAnswers judged = judge(endpoint, ANSWER);

            assertThat(judged.gEval()).isEqualTo(failed(FailureReason.TIMEOUT, 1));
            assertThat(judged.promptAlignment()).isEqualTo(failed(FailureReason.TIMEOUT, 1));
        }
    }

    @Test
    void readsNoFurtherThanItMay() {
        try (var endpoint = ScriptedEndpoint.doing(says("x".repeat(100_000)))) {
            JudgedAnswers judged = judge(endpoint, ANSWER);

            assertThat(judged.gEval()).isEqualTo(failed(FailureReason.OVERSIZED, 1));
            assertThat(endpoint.requests).hasSize(2);
        }
    }

    @Test
    void asksNothingThatIsTooLong() {
        try (var endpoint = ScriptedEndpoint.doing(says(SCORE))) {
            JudgedAnswers judged = judge(endpoint, new Answer("p", List.of("Be short."), "x".repeat(20_000)));

            assertThat(judged.gEval()).isEqualTo(failed(FailureReason.OVERSIZED, 1));
            assertThat(endpoint.requests).isEmpty();
        }
    }

    @Test
    void takesNoRefusalForAReply() {
        try (var endpoint = ScriptedEndpoint.doing(status(401))) {
            assertThat(judge(endpoint, ANSWER).promptAlignment()).isEqualTo(failed(FailureReason.REFUSED, 1));
        }
    }

    @Test
    void takesNothingButACompletionForAReply() {
        var page = new ScriptedEndpoint.Reply(200, Map.of(), "<html>");
        try (var endpoint = ScriptedEndpoint.doing(page)) {
            assertThat(judge(endpoint, ANSWER).gEval()).isEqualTo(failed(FailureReason.SERVER_ERROR, 1));
        }
    }

    @Test
    void saysWhenNobodyIsThere() {
        ScriptedEndpoint closed = ScriptedEndpoint.doing(says(SCORE));
        closed.close();

        assertThat(judge(closed, ANSWER).gEval()).isEqualTo(failed(FailureReason.UNREACHABLE, 1));
    }

    @Test
    void saysWhenThereIsNoEndpoint() {
        JudgedAnswers judged = new EndpointJudges(Optional.empty(), judgements, 1, 10_000)
                .named("judge-1")
                .judge(List.of(ANSWER), PLAN, (done, total, unit) -> {});

        assertThat(judged.gEval()).isEqualTo(failed(FailureReason.NO_ENDPOINT, 1));
    }

    @Test
    void hasNoVerdictWhereThereAreNoInstructions() {
        try (var endpoint = ScriptedEndpoint.doing(says(SCORE))) {
            JudgedAnswers judged = judge(endpoint, new Answer("p", List.of(), "r"));

            assertThat(judged.promptAlignment()).isEqualTo(failed(FailureReason.NO_INSTRUCTIONS, 1));
        }
    }

    @Test
    void asksForStepsOnceAndForNothingTwice() {
        String steps = "{\"steps\": [\"Read it twice.\"]}";
        JudgingPlan criteria = new JudgingPlan("It is right.", List.of());
        try (var endpoint = ScriptedEndpoint.doing(says(steps), says(SCORE), says(VERDICT))) {
            JudgedAnswers first = judge(endpoint, 1, criteria, ANSWER);
            JudgedAnswers again = judge(endpoint, 1, criteria, ANSWER);

            assertThat(first.gEval()).isEqualTo(whole(0.8, ScoreMode.INTEGER, 1));
            assertThat(again).isEqualTo(first);
            assertThat(endpoint.requests).hasSize(3);
            assertThat(text(endpoint.requests.get(1))).contains("1. Read it twice.");
            assertThat(judgements.kept.values())
                    .extracting(JudgementRecord::question)
                    .containsExactlyInAnyOrder("steps/1", "g-eval/2", "verdicts/2");
        }
    }

    @Test
    void failsEveryScoreWhereTheJudgeWritesNoSteps() {
        JudgingPlan criteria = new JudgingPlan("It is right.", List.of());
        try (var endpoint = ScriptedEndpoint.doing(says("No."), says("No."), says(VERDICT))) {
            JudgedAnswers judged = judge(endpoint, 1, criteria, ANSWER);

            assertThat(judged.gEval()).isEqualTo(failed(FailureReason.MALFORMED, 1));
            assertThat(judged.promptAlignment()).isEqualTo(whole(1, ScoreMode.VERDICTS, 1));
        }
    }

    @Test
    void asksForTwentyAlternativesAtTemperatureZeroWithTheKey() {
        try (var endpoint = byKind(request -> says(SCORE), request -> says(VERDICT))) {
            judge(endpoint, ANSWER);

            JsonNode request = endpoint.requests.get(0);
            assertThat(request.get("model").asText()).isEqualTo("judge-1");
            assertThat(request.get("logprobs").asBoolean()).isTrue();
            assertThat(request.get("top_logprobs").asInt()).isEqualTo(20);
            assertThat(request.get("temperature").asDouble()).isZero();
            assertThat(request.get("max_tokens").asInt()).isEqualTo(99);
            assertThat(endpoint.keys).containsOnly("Bearer secret");
        }
    }

    @Test
    void asksTheEndpointToHoldTheJudgeToASchema() {
        try (var endpoint = byKind(request -> says(SCORE), request -> says(VERDICT))) {
            judge(endpoint, ANSWER);

            JsonNode format = endpoint.requests.get(0).get("response_format");
            JsonNode schema = format.at("/json_schema/schema");
            assertThat(format.get("type").asText()).isEqualTo("json_schema");
            assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
            assertThat(schema.get("properties").fieldNames()).toIterable().containsExactly("reason", "score");
            assertThat(schema.at("/properties/score").toString())
                    .isEqualTo("{\"type\":\"integer\",\"minimum\":0,\"maximum\":10}");
            assertThat(endpoint.requests
                            .get(1)
                            .at("/response_format/json_schema/schema/properties/verdicts/maxItems")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"json_schema, json_object, 4", "json, text, 5"})
    void asksForLessWhereTheEndpointRefusesAFormatAndNeverAgainForMore(String refused, String taken, int requests) {
        try (var endpoint = byKind(
                request -> format(request).startsWith(refused) ? status(400) : says(SCORE), request -> says(VERDICT))) {
            JudgedAnswers judged = judge(endpoint, ANSWER, new Answer("p", List.of("Be short."), "The Elbe."));

            assertThat(judged.gEval()).isEqualTo(whole(0.8, ScoreMode.INTEGER, 2));
            assertThat(judged.promptAlignment()).isEqualTo(whole(1, ScoreMode.VERDICTS, 2));
            assertThat(endpoint.requests).hasSize(requests + 1);
            assertThat(endpoint.requests.subList(requests - 3, requests + 1))
                    .allSatisfy(request -> assertThat(format(request)).isEqualTo(taken))
                    .filteredOn(request -> request.has("logprobs"))
                    .hasSize(2);
        }
    }

    @Test
    void givesUpAskingForLessWhereNothingIsTaken() {
        try (var endpoint = ScriptedEndpoint.doing(status(400))) {
            assertThat(judge(endpoint, ANSWER).gEval()).isEqualTo(failed(FailureReason.REFUSED, 1));
            assertThat(endpoint.requests).hasSize(6 + 3);
        }
    }

    @Test
    void asksForNoLessWhereTheRefusalIsOfAnotherKind() {
        try (var endpoint = ScriptedEndpoint.doing(status(403))) {
            assertThat(judge(endpoint, ANSWER).gEval()).isEqualTo(failed(FailureReason.REFUSED, 1));
            assertThat(endpoint.requests).hasSize(2);
        }
    }

    @Test
    void stopsWhenItIsToldTo() {
        try (var endpoint = ScriptedEndpoint.doing(ScriptedEndpoint.SILENCE)) {
            var judge = new EndpointJudges(Optional.of(settings(endpoint.url())), judgements, 4, 10_000).named("m");

            assertThatThrownBy(() -> judge.judge(List.of(ANSWER), PLAN, (done, total, unit) -> {
                        throw new UnsupportedOperationException("cancelled");
                    }))
                    .hasMessage("cancelled");
        }
    }

    private JudgedAnswers judge(ScriptedEndpoint endpoint, Answer... answers) {
        return judge(endpoint, 1, PLAN, answers);
    }

    private JudgedAnswers judge(ScriptedEndpoint endpoint, int parallel, JudgingPlan plan, Answer... answers) {
        return new EndpointJudges(Optional.of(settings(endpoint.url())), judgements, parallel, 10_000)
                .named("judge-1")
                .judge(List.of(answers), plan, (done, total, unit) -> {});
    }

    private static EndpointSettings settings(String url) {
        return new EndpointSettings(
                url,
                Optional.of("secret"),
                Duration.ofMillis(400),
                2,
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                3,
                Optional.of(0.0),
                Optional.of(99),
                ReplyFormat.JSON_SCHEMA,
                50_000);
    }

    private static ScriptedEndpoint byKind(
            Function<JsonNode, ScriptedEndpoint.Reply> score, Function<JsonNode, ScriptedEndpoint.Reply> verdict) {
        return ScriptedEndpoint.doing(
                request -> text(request).contains("\"verdicts\"") ? verdict.apply(request) : score.apply(request));
    }

    private static String format(JsonNode request) {
        return request.at("/response_format/type").asText("text");
    }

    private static String text(JsonNode request) {
        return request.get("messages").get(0).get("content").asText();
    }

    private static JudgedMetric whole(double value, ScoreMode mode, int count) {
        return new JudgedMetric(OptionalDouble.of(value), mode, Map.of(), count);
    }

    private static JudgedMetric failed(FailureReason reason, int count) {
        return new JudgedMetric(OptionalDouble.empty(), ScoreMode.NONE, Map.of(reason, count), count);
    }
}
