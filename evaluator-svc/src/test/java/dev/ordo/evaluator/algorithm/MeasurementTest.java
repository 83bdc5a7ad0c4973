package dev.ordo.evaluator.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.text.InvalidTextException;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.tokenizer.TokenizerException;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {
    private static final int CONTEXT = 128;

    private static TorchSession session;

    @TempDir
    Path folder;

    private Path baseline;
    private Path other;

    @BeforeAll
    static void openSession() {
        session = TorchSession.open(TorchOptions.cpu(2));
    }

    @AfterAll
    static void closeSession() {
        session.close();
    }

    @BeforeEach
    void writeModels() {
        baseline = TinyModels.write(folder.resolve("baseline"), 1);
        other = TinyModels.write(folder.resolve("other"), 2);
    }

    @Test
    void findsTheBaselineAtNoDistanceFromItself() {
        Measures measures = measure(baseline, Optional.empty());

        assertThat(measures.klToBaseline().get("novel")).isCloseTo(0, within(1e-6));
        assertThat(measures.ratio()).isEqualTo(1.0);
    }

    @Test
    void scoresWindowsThatDoNotOverlapAndNotTheFirstTokenOfEach() {
        Measures measures = measure(other, Optional.empty());

        assertThat(measures.perplexity().get("novel")).isCloseTo(perplexityByHand(other, 300), within(1e-2));
    }

    @Test
    void measuresTheMeanDivergenceOfTheCheckpointFromTheBaselineInNats() {
        Measures measures = measure(other, Optional.empty());

        assertThat(measures.klToBaseline().get("novel")).isCloseTo(divergenceByHand(300), within(1e-4));
    }

    @Test
    void measuresEverySetByName() {
        Measures measures = measure(other, Optional.empty());

        assertThat(measures.perplexity()).containsOnlyKeys("constitution", "novel");
        assertThat(measures.klToBaseline()).containsOnlyKeys("constitution", "novel");
        assertThat(measures.perplexityBeforeRequantize()).isEmpty();
    }

    @Test
    void measuresTheWeightsFromBeforeRequantizingToo() {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 2);

        Measures measures = measure(packed, Optional.of(other));

        Measures alone = measure(other, Optional.empty());
        assertThat(measures.perplexityBeforeRequantize()).contains(alone.perplexity());
        assertThat(measures.perplexity()).isNotEqualTo(alone.perplexity());
    }

    @Test
    void countsTheBaselineInBfloat16AndTheCheckpointAsItIsStored() {
        ModelConfig config = TinyModels.config().withTorchDtype(DType.F32);
        Path floats = TinyModels.write(folder.resolve("floats"), config, TinyModels.weights(config, 1));
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);

        double ratio = new Measurement(session, new BaselineRecords(folder.resolve("records"), 1 << 30))
                .run(inputs(packed, floats, Optional.empty(), 50), WorkProgress.NONE)
                .ratio();

        try (CheckpointDirectory result = CheckpointDirectory.open(packed);
                CheckpointDirectory bf16 = CheckpointDirectory.open(baseline)) {
            assertThat(ratio).isEqualTo((double) bf16.totalTensorBytes() / result.totalTensorBytes());
        }
    }

    @Test
    void readsNoMoreTokensThanItIsTold() throws Exception {
        Path cut = folder.resolve("cut.txt");
        Files.writeString(cut, TinyModels.text("austen-heldout").substring(0, 3000));
        Map<String, Path> sets = Map.of("novel", cut);

        Measures measures = new Measurement(session, new BaselineRecords(folder.resolve("records"), 1 << 30))
                .run(
                        new MeasurementInputs(other, Optional.empty(), baseline, "baseline", sets, 300),
                        WorkProgress.NONE);

        assertThat(measures.perplexity().get("novel")).isCloseTo(perplexityByHand(other, 300), within(1e-2));
    }

    @Test
    void findsTheSameNumbersEveryTime() {
        assertThat(measure(other, Optional.of(baseline))).isEqualTo(measure(other, Optional.of(baseline)));
    }

    @Test
    void tellsHowManyTokensAreScoredOverAllPasses() {
        List<Long> told = new ArrayList<>();

        new Measurement(session, new BaselineRecords(folder.resolve("records"), 1 << 30))
                .run(inputs(other, baseline, Optional.of(other), 300), (done, total, unit) -> {
                    assertThat(total).isEqualTo(3 * 2 * 300);
                    assertThat(unit).isEqualTo("token");
                    told.add(done);
                });

        assertThat(told).isSorted().endsWith(1800L);
    }

    @Test
    void computesABaselineOnceForAllCheckpointsAndFindsTheSame() throws Exception {
        Measures first = measure(other, Optional.empty());
        List<Long> totals = new ArrayList<>();

        Measures second = new Measurement(session, new BaselineRecords(folder.resolve("records"), 1 << 30))
                .run(inputs(other, baseline, Optional.empty(), 300), (done, total, unit) -> totals.add(total));

        assertThat(second).isEqualTo(first);
        assertThat(totals).containsOnly(2 * 300L);
        try (Stream<Path> records = Files.list(folder.resolve("records"))) {
            assertThat(records)
                    .hasSize(2)
                    .allSatisfy(file ->
                            assertThat(file).hasSize(300L * TinyModels.config().hiddenSize() * Float.BYTES));
        }
    }

    @Test
    void computesABaselineAgainWhereItsRecordsFindNoRoom() {
        Measures roomy = measure(other, Optional.empty());

        Measures cramped = new Measurement(session, new BaselineRecords(folder.resolve("cramped"), 1))
                .run(inputs(other, baseline, Optional.empty(), 300), WorkProgress.NONE);

        assertThat(cramped).isEqualTo(roomy);
    }

    @Test
    void refusesASetOfOneTokenAndNamesIt() throws Exception {
        Path one = Files.writeString(folder.resolve("one.txt"), "a");

        assertThatThrownBy(() -> new Measurement(session, new BaselineRecords(folder.resolve("records"), 1 << 30))
                        .run(
                                new MeasurementInputs(
                                        other, Optional.empty(), baseline, "baseline", Map.of("tiny", one), 300),
                                WorkProgress.NONE))
                .isInstanceOfSatisfying(
                        InvalidTextException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA))
                .hasMessage("tiny has 1 tokens, but evaluation needs 2");
    }

    @Test
    void refusesACheckpointWithAnotherVocabularyThanTheBaseline() {
        ModelConfig config = TinyModels.config(5000);
        Path wide = TinyModels.write(folder.resolve("wide"), config, TinyModels.weights(config, 1));

        assertThatThrownBy(() -> measure(wide, Optional.empty()))
                .isInstanceOfSatisfying(
                        IncomparableException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
                .hasMessageContaining("5000 tokens, the baseline's 4096");
    }

    @Test
    void refusesATokenizerWithIdsThatTheEmbeddingLacks() {
        ModelConfig config = TinyModels.config(100);
        Path small = TinyModels.write(folder.resolve("small"), config, TinyModels.weights(config, 1));

        assertThatThrownBy(() -> new Measurement(session, new BaselineRecords(folder.resolve("records"), 1 << 30))
                        .run(inputs(small, small, Optional.empty(), 300), WorkProgress.NONE))
                .isInstanceOfSatisfying(
                        TokenizerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOKENIZER))
                .hasMessageContaining("but the embedding has 100 rows");
    }

    private Measures measure(Path checkpoint, Optional<Path> before) {
        return new Measurement(session, new BaselineRecords(folder.resolve("records"), 1 << 30))
                .run(inputs(checkpoint, baseline, before, 300), WorkProgress.NONE);
    }

    private static MeasurementInputs inputs(Path checkpoint, Path baseline, Optional<Path> before, long maxTokens) {
        Path data = TinyModels.home().resolve("data");
        Map<String, Path> sets =
                Map.of("novel", data.resolve("austen-heldout.txt"), "constitution", data.resolve("constitution.txt"));
        return new MeasurementInputs(
                checkpoint, before, baseline, baseline.getFileName().toString(), sets, maxTokens);
    }

    /** From the definition: windows of the context, log-softmax in float64. */
    private static double perplexityByHand(Path checkpoint, int count) {
        double nll = 0;
        int scored = 0;
        for (int[] window : windows(checkpoint, count)) {
            double[][] logs = logProbabilities(checkpoint, window);
            for (int t = 1; t < window.length; t++) {
                nll -= logs[t - 1][window[t]];
                scored++;
            }
        }
        return Math.exp(nll / scored);
    }

    private double divergenceByHand(int count) {
        double sum = 0;
        int scored = 0;
        for (int[] window : windows(baseline, count)) {
            double[][] p = logProbabilities(baseline, window);
            double[][] q = logProbabilities(other, window);
            for (int t = 1; t < window.length; t++) {
                for (int token = 0; token < p[t].length; token++) {
                    sum += Math.exp(p[t - 1][token]) * (p[t - 1][token] - q[t - 1][token]);
                }
                scored++;
            }
        }
        return sum / scored;
    }

    private static List<int[]> windows(Path checkpoint, int count) {
        Path novel = TinyModels.home().resolve("data/austen-heldout.txt");
        try (CheckpointDirectory directory = CheckpointDirectory.open(checkpoint)) {
            int[] ids = TokenizedText.read(novel, directory).first(count).ids();
            List<int[]> windows = new ArrayList<>();
            for (int start = 0; start < ids.length; start += CONTEXT) {
                windows.add(Arrays.copyOfRange(ids, start, Math.min(ids.length, start + CONTEXT)));
            }
            return windows;
        }
    }

    private static double[][] logProbabilities(Path checkpoint, int[] window) {
        float[] logits = TinyModels.logits(session, checkpoint, window);
        double[][] logs = new double[window.length][TinyModels.VOCABULARY];
        for (int t = 0; t < window.length; t++) {
            double sum = 0;
            for (int token = 0; token < TinyModels.VOCABULARY; token++) {
                sum += Math.exp(logits[t * TinyModels.VOCABULARY + token]);
            }
            for (int token = 0; token < TinyModels.VOCABULARY; token++) {
                logs[t][token] = logits[t * TinyModels.VOCABULARY + token] - Math.log(sum);
            }
        }
        return logs;
    }
}
