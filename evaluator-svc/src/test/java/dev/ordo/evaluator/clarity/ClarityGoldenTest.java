package dev.ordo.evaluator.clarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.evaluator.response.Answer;
import dev.ordo.evaluator.response.PromptEncoder;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Against textstat, MiniLM under Python's onnxruntime, and transformers (tools/golden/clarity.py).
 *
 * <p>Words are counted as textstat counts them; syllables are counted by rules where it has a dictionary, which may differ by one
 * in fifty, and with them the reading ease. Cosine and log-probability are the same arithmetic in float32, in another order.
 */
class ClarityGoldenTest {
    private static final double COSINE = 1e-5;
    private static final double LOG_PROBABILITY = 1e-4;
    private static final double SYLLABLES = 0.02;
    private static final double CLARITY = 0.01;

    private static JsonNode golden;
    private static Map<Integer, ClarityParts> scored;

    @BeforeAll
    static void scoreTheAnswersUnderTheBundledBaseline() throws IOException {
        golden = new JsonMapper()
                .readTree(ClarityGoldenTest.class.getResource("clarity.json"))
                .required("answers");
        Path baseline = TinyModels.home().resolve("models/baseline");
        List<Answer> answers = new ArrayList<>();
        golden.forEach(each -> answers.add(new Answer(text(each, "prompt"), List.of(), text(each, "answer"))));
        scored = new TreeMap<>();
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2));
                CheckpointDirectory checkpoint = CheckpointDirectory.open(baseline);
                DecoderModel model = DecoderModel.load(session, checkpoint);
                PromptEncoder encoder = PromptEncoder.open(baseline);
                SentenceEmbedder embedder = SentenceEmbedder.open(2)) {
            List<Optional<ClarityParts>> parts = Clarity.of(embedder, encoder, model)
                    .score(answers, WorkProgress.NONE)
                    .answers();
            for (int i = 0; i < parts.size(); i++) {
                scored.put(i, parts.get(i).orElseThrow());
            }
        }
    }

    @Test
    void theReadingEaseDiffersByTheSyllablesAlone() {
        for (JsonNode each : golden) {
            String answer = text(each, "answer");
            double words = Math.max(1, number(each, "words"));
            double syllables = (number(each, "readingEase") - ReadingEase.of(answer)) / 84.6 * words;

            assertThat(syllables).as("syllables too many in %s", answer).isCloseTo(Math.rint(syllables), within(1e-6));
            assertThat(Math.abs(syllables))
                    .as("syllables too many in %s", answer)
                    .isLessThanOrEqualTo(1 + SYLLABLES * number(each, "syllables"));
        }
    }

    @Test
    void overAllAnswersOneSyllableInAHundredIsCountedOtherwise() {
        double expected = 0;
        double found = 0;
        for (JsonNode each : golden) {
            expected += number(each, "syllables");
            double words = number(each, "words");
            found += number(each, "syllables")
                    + (number(each, "readingEase") - ReadingEase.of(text(each, "answer"))) / 84.6 * words;
        }

        assertThat(found).isCloseTo(expected, within(expected / 100));
    }

    @Test
    void relevanceIsTheReferencesCosine() {
        scored.forEach((i, parts) -> assertThat(parts.relevance())
                .isCloseTo(Math.max(0, 100 * number(golden.get(i), "cosine")), within(100 * COSINE)));
    }

    @Test
    void fluencyFallsAsTheReferencesPerplexityRises() {
        scored.forEach((i, parts) -> {
            double perplexity = Math.exp(-number(golden.get(i), "meanLogProbability"));

            assertThat(parts.fluency()).isCloseTo(100 / (1 + Math.log(perplexity)), within(100 * LOG_PROBABILITY));
        });
    }

    @Test
    void clarityIsTheReferencesMeanOfTheThree() {
        scored.forEach(
                (i, parts) -> assertThat(parts.value()).isCloseTo(number(golden.get(i), "clarity"), within(CLARITY)));
    }

    private static String text(JsonNode json, String field) {
        return json.required(field).textValue();
    }

    private static double number(JsonNode json, String field) {
        return json.required(field).doubleValue();
    }
}
