package dev.ordo.evaluator.judge.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.evaluator.judge.Judgement.Scored;
import dev.ordo.evaluator.judge.ScoreMode;
import dev.ordo.evaluator.judge.chat.ChatReply;
import dev.ordo.evaluator.response.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The scores of tools/golden/judging.py. Both sides sum the same doubles in another order, so they agree to rounding. */
class DeepEvalGoldenTest {
    private static final double ROUNDING = 1e-12;
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static JsonNode golden;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream file = DeepEvalGoldenTest.class.getResourceAsStream("../deepeval.json")) {
            golden = JSON.readTree(file);
        }
    }

    @Test
    void scoresByGEvalWhatDeepEvalScores() {
        ScoreQuestion question = new ScoreQuestion(List.of("Evaluate it."), new Answer("p", List.of(), "r"));
        assertThat(golden.get("gEval")).hasSizeGreaterThan(20);
        for (JsonNode each : golden.get("gEval")) {
            ChatReply reply = JSON.convertValue(each, ChatReply.class);

            Scored scored = question.read(reply);

            assertThat(scored.score())
                    .as(reply.text())
                    .isCloseTo(each.get("score").asDouble(), within(ROUNDING));
            assertThat(scored.mode().label())
                    .as(reply.text())
                    .isEqualTo(each.get("mode").asText());
        }
    }

    @Test
    void scoresPromptAlignmentAsDeepEvalDoes() {
        assertThat(golden.get("promptAlignment")).isNotEmpty();
        for (JsonNode each : golden.get("promptAlignment")) {
            List<String> instructions =
                    Collections.nCopies(each.get("instructions").asInt(), "Be short.");
            VerdictsQuestion question = new VerdictsQuestion(new Answer("p", instructions, "r"));

            Scored scored = question.read(new ChatReply(each.get("text").asText(), List.of()));

            assertThat(scored).isEqualTo(new Scored(each.get("score").asDouble(), ScoreMode.VERDICTS));
        }
    }
}
