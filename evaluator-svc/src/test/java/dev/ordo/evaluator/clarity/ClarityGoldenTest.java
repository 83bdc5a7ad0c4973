package dev.ordo.evaluator.clarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.evaluator.response.Answer;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.chat.PromptEncoder;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.testing.GoldenNumbers;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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

    private static final int EASE = 0;
    private static final int SYLLABLE_COUNT = 1;
    private static final int WORD_COUNT = 2;
    private static final int COSINE_TO_PROMPT = 3;
    private static final int MEAN_LOG_PROBABILITY = 4;
    private static final int MEAN_OF_PARTS = 5;

    private static List<String> texts;
    private static double[][] expected;
    private static List<ClarityParts> scored;

    @BeforeAll
    static void scoreTheAnswersUnderTheBundledBaseline() {
        GoldenNumbers golden = GoldenNumbers.beside(ClarityGoldenTest.class, "clarity.json");
        texts = golden.texts("answers");
        expected = golden.matrix("measured");
        List<String> prompts = golden.texts("prompts");
        List<Answer> answers = IntStream.range(0, texts.size())
                .mapToObj(i -> new Answer(prompts.get(i), List.of(), texts.get(i)))
                .toList();
        Path baseline = TinyModels.home().resolve("models/baseline");
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2));
                CheckpointDirectory checkpoint = CheckpointDirectory.open(baseline);
                DecoderModel model = DecoderModel.load(session, checkpoint);
                PromptEncoder encoder = PromptEncoder.open(baseline);
                SentenceEmbedder embedder = SentenceEmbedder.open(2)) {
            scored = Clarity.of(embedder, encoder, model).score(answers, WorkProgress.NONE).answers().stream()
                    .map(Optional::orElseThrow)
                    .toList();
        }
    }

    @Test
    void theReadingEaseDiffersByTheSyllablesAlone() {
        for (int i = 0; i < expected.length; i++) {
            double more = syllablesMore(i);

            assertThat(more).as(texts.get(i)).isCloseTo(Math.rint(more), within(1e-6));
            assertThat(Math.abs(more))
                    .as(texts.get(i))
                    .isLessThanOrEqualTo(1 + SYLLABLES * expected[i][SYLLABLE_COUNT]);
        }
    }

    @Test
    void overAllAnswersOneSyllableInAHundredAtMostIsCountedOtherwise() {
        double all =
                Arrays.stream(expected).mapToDouble(row -> row[SYLLABLE_COUNT]).sum();
        double more = IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.abs(syllablesMore(i)))
                .sum();

        assertThat(more).isLessThanOrEqualTo(all / 100);
    }

    @Test
    void relevanceIsTheReferencesCosine() {
        for (int i = 0; i < expected.length; i++) {
            assertThat(scored.get(i).relevance())
                    .isCloseTo(Math.max(0, 100 * expected[i][COSINE_TO_PROMPT]), within(100 * COSINE));
        }
    }

    @Test
    void fluencyFallsAsTheReferencesPerplexityRises() {
        for (int i = 0; i < expected.length; i++) {
            double perplexity = Math.exp(-expected[i][MEAN_LOG_PROBABILITY]);

            assertThat(scored.get(i).fluency())
                    .isCloseTo(100 / (1 + Math.log(perplexity)), within(100 * LOG_PROBABILITY));
        }
    }

    @Test
    void clarityIsTheReferencesMeanOfTheThree() {
        for (int i = 0; i < expected.length; i++) {
            assertThat(scored.get(i).value()).isCloseTo(expected[i][MEAN_OF_PARTS], within(CLARITY));
        }
    }

    /** How many syllables we count more than the reference, as the reading ease gives it away. */
    private static double syllablesMore(int answer) {
        double[] reference = expected[answer];
        return (reference[EASE] - ReadingEase.of(texts.get(answer))) / 84.6 * reference[WORD_COUNT];
    }
}
