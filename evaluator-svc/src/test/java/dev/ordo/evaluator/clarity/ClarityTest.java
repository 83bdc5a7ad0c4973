package dev.ordo.evaluator.clarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.evaluator.response.Answer;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.chat.PromptEncoder;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClarityTest {
    private static TorchSession session;
    private static SentenceEmbedder embedder;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        session = TorchSession.open(TorchOptions.cpu(2));
        embedder = SentenceEmbedder.open(2);
    }

    @AfterAll
    static void close() {
        embedder.close();
        session.close();
    }

    @Test
    void anEmptyAnswerFailsAndIsCounted() {
        ClarityScores scores = score(model(), "A friend stays.", "", " \n");

        assertThat(scores.answers().get(0)).isPresent();
        assertThat(scores.count()).isEqualTo(3);
        assertThat(scores.failed()).isEqualTo(2);
        assertThat(scores.mean().orElseThrow())
                .isEqualTo(scores.answers().get(0).orElseThrow().value());
    }

    @Test
    void anAnswerThatIsNoNumberUnderTheBaselineFailsAndIsCounted() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 1);
        Arrays.fill(weights.get("model.norm.weight"), Float.NaN);
        Path broken = TinyModels.write(folder.resolve("broken"), 1);
        ClarityScores scores = score(broken, TinyModels.config(), weights, "A friend stays.");

        assertThat(scores.failed()).isEqualTo(1);
        assertThat(scores.mean()).isEmpty();
    }

    @Test
    void ofAnAnswerThatTheBaselineCannotHoldTheBeginningIsScored() {
        ClarityScores scores = score(model(), "a friend is a friend ".repeat(40));

        assertThat(scores.failed()).isZero();
    }

    @Test
    void anAnswerNearerToThePromptIsMoreRelevant() {
        List<Optional<ClarityParts>> parts = score(model(), "A friend is someone you trust.", "Copper fell on Tuesday.")
                .answers();

        assertThat(parts.get(0).orElseThrow().relevance())
                .isGreaterThan(20 + parts.get(1).orElseThrow().relevance());
    }

    @Test
    void fluencyIsAHundredForWhatIsCertainAndFallsWithTheLogarithmOfPerplexity() {
        assertThat(ClarityParts.fluency(-Math.log(1))).isEqualTo(100);
        assertThat(ClarityParts.fluency(-Math.log(Math.E))).isCloseTo(50, within(1e-9));
        assertThat(ClarityParts.fluency(-Math.log(100))).isLessThan(ClarityParts.fluency(-Math.log(10)));
        assertThat(ClarityParts.fluency(Double.NEGATIVE_INFINITY)).isZero();
    }

    @Test
    void partsOutsideTheirRangeAreClipped() {
        assertThat(new ClarityParts(120, 40, -5)).isEqualTo(new ClarityParts(100, 40, 0));
        assertThat(new ClarityParts(120, 40, -5).value()).isCloseTo(140 / 300d, within(1e-9));
    }

    @Test
    void theListenerIsToldOfEveryAnswerAndMayStop() {
        assertThatThrownBy(() -> score(
                        model(),
                        (done, total, unit) -> {
                            assertThat(List.of(done, total)).containsExactly(1L, 2L);
                            throw new CancellationException();
                        },
                        "One.",
                        "Two."))
                .isInstanceOf(CancellationException.class);
    }

    private Path model() {
        return TinyModels.write(folder.resolve("model"), 1);
    }

    private ClarityScores score(Path baseline, String... answers) {
        return score(baseline, WorkProgress.NONE, answers);
    }

    private ClarityScores score(Path baseline, WorkProgress progress, String... answers) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(baseline);
                DecoderModel model = DecoderModel.load(session, checkpoint)) {
            return score(baseline, model, progress, answers);
        }
    }

    private ClarityScores score(Path tokenizer, ModelConfig config, Map<String, float[]> weights, String... answers) {
        try (DecoderModel model = DecoderModel.of(session, config, weights::get)) {
            return score(tokenizer, model, WorkProgress.NONE, answers);
        }
    }

    private ClarityScores score(Path tokenizer, DecoderModel model, WorkProgress progress, String... answers) {
        try (PromptEncoder encoder = PromptEncoder.open(tokenizer)) {
            List<Answer> said = Arrays.stream(answers)
                    .map(text -> new Answer("What is a friend?", List.of(), text))
                    .toList();
            return Clarity.of(embedder, encoder, model).score(said, progress);
        }
    }
}
