package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.calibration.ContextTooShortException;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.quantization.GroupSizeException;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.text.InvalidTextException;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationPrunerTest {
    private static final PruneParameters A_QUARTER = new PruneParameters(0.25, 0, 0, 32, 8, 32);
    private static final String GATE = "model.layers.1.mlp.gate_proj.weight";
    private static final String DOWN = "model.layers.1.mlp.down_proj.weight";

    private static TorchSession session;

    @TempDir
    Path folder;

    @BeforeAll
    static void openSession() {
        session = TorchSession.open(TorchOptions.cpu(2));
    }

    @AfterAll
    static void closeSession() {
        session.close();
    }

    @Test
    void cutsTheSameNumberOfNeuronsInEveryLayerAndSaysSoInTheConfiguration() {
        Path output = prune(TinyModels.write(folder.resolve("parent"), 1), A_QUARTER);

        try (CheckpointDirectory result = CheckpointDirectory.open(output)) {
            assertThat(result.config().intermediateSize()).isEqualTo(96);
            assertThat(result.info(GATE).shape()).containsExactly(96, TinyModels.HIDDEN);
            assertThat(result.info(DOWN).shape()).containsExactly(TinyModels.HIDDEN, 96);
        }
    }

    @Test
    void reportsTheFractionThatIsReallyGone() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        double realized = run(parent, text(), folder.resolve("output"), new PruneParameters(0.3, 0, 0, 32, 8, 32));

        assertThat(realized).isEqualTo(0.25);
    }

    @Test
    void changesNoLogitByCuttingNeuronsThatNeverFire() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 2);
        silence(weights, 0, 5, 37);
        silence(weights, 1, 64, 96);
        Path parent = TinyModels.write(folder.resolve("parent"), TinyModels.config(), weights);

        Path output = prune(parent, A_QUARTER);

        assertThat(logits(output)).containsExactly(logits(parent), within(1e-4f));
    }

    @Test
    void keepsTheValuesAndTheOrderOfWhatStays() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 2);
        silence(weights, 1, 0, 32);
        Path parent = TinyModels.write(folder.resolve("parent"), TinyModels.config(), weights);

        Path output = prune(parent, A_QUARTER);

        float[] gate = weights.get(GATE);
        float[] kept = Arrays.copyOfRange(gate, 32 * TinyModels.HIDDEN, gate.length);
        try (CheckpointDirectory result = CheckpointDirectory.open(output)) {
            assertThat(result.readFloat32(GATE)).isEqualTo(kept);
        }
    }

    @Test
    void leavesEverythingOutsideTheMlpsBitIdentical() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        Path output = prune(parent, A_QUARTER);

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(output)) {
            assertThat(before.tensorNames())
                    .filteredOn(name -> !name.contains(".mlp."))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(after.readBytes(name)).isEqualTo(before.readBytes(name)));
        }
    }

    @Test
    void leavesACheckpointBitIdenticalAtSparsityZero() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        Path output = prune(parent, new PruneParameters(0, 0, 0, 32, 8, 32));

        assertThat(CheckpointDigest.of(output)).isEqualTo(CheckpointDigest.of(parent));
    }

    @Test
    void leavesAPackedCheckpointBitIdenticalAtSparsityZero() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        Path output = prune(parent, new PruneParameters(0, 0, 0, 32, 8, 32));

        assertThat(CheckpointDigest.of(output)).isEqualTo(CheckpointDigest.of(parent));
        assertThat(output.resolve("before-requantize")).doesNotExist();
    }

    @Test
    void packsAPackedParentAgainAndKeepsTheFloatingCut() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        Path output = prune(parent, A_QUARTER);

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory packed = CheckpointDirectory.open(output);
                CheckpointDirectory floating = CheckpointDirectory.open(output.resolve("before-requantize"))) {
            assertThat(packed.config().quantization()).isEqualTo(before.config().quantization());
            assertThat(floating.config().quantization()).isEmpty();
            assertThat(floating.config().intermediateSize()).isEqualTo(96);
            assertThat(packed.info(DOWN).packed()).isTrue();
            assertThat(boxed(before.readFloat32(GATE))).containsAll(boxed(floating.readFloat32(GATE)));
        }
    }

    @Test
    void changesNoLogitByCuttingALayerThatDoesNothing() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 2);
        idle(weights, 0);
        Path parent = TinyModels.write(folder.resolve("parent"), TinyModels.config(), weights);

        Path output = prune(parent, new PruneParameters(0, 0, 0.5, 32, 8, 32));

        assertThat(logits(output)).containsExactly(logits(parent), within(0f));
        try (CheckpointDirectory result = CheckpointDirectory.open(output)) {
            assertThat(result.config().numHiddenLayers()).isEqualTo(1);
            assertThat(result.readFloat32("model.layers.0.mlp.gate_proj.weight"))
                    .isEqualTo(weights.get(GATE));
        }
    }

    @Test
    void changesNoLogitByCuttingHeadsThatGiveNothing() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 2);
        silenceHead(weights, 0, 1);
        silenceHead(weights, 1, 0);
        Path parent = TinyModels.write(folder.resolve("parent"), TinyModels.config(), weights);

        Path output = prune(parent, new PruneParameters(0, 0.5, 0, 32, 8, 32));

        assertThat(logits(output)).containsExactly(logits(parent), within(1e-4f));
        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory result = CheckpointDirectory.open(output)) {
            assertThat(result.config().numKeyValueHeads()).isEqualTo(1);
            assertThat(result.config().numAttentionHeads()).isEqualTo(2);
            assertThat(result.config().headDim()).isEqualTo(before.config().headDim());
            assertThat(result.info(DOWN).shape()).isEqualTo(before.info(DOWN).shape());
        }
    }

    @Test
    void refusesHeadsWithWhichNoOtherProgramWouldOpenALlama() {
        ModelConfig config = TinyModels.with(
                TinyModels.config(),
                Map.of(
                        "model_type",
                        "llama",
                        "architectures",
                        List.of("LlamaForCausalLM"),
                        "num_attention_heads",
                        8,
                        "num_key_value_heads",
                        8));
        Path parent = TinyModels.write(folder.resolve("parent"), config, TinyModels.weights(config, 1));

        assertRefused(
                () -> prune(parent, new PruneParameters(0, 0.25, 0, 32, 8, 32)),
                HeadCountException.class,
                ErrorCode.INVALID_RECIPE,
                "leaves 6 key/value heads and 6 query heads, which do not divide the hidden size 64 as transformers"
                        + " asks of Llama; 1 or 2 or 4 or 8 key/value heads would");
    }

    @Test
    void cutsNeuronsAndLayersInOnePass() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        List<String> told = new ArrayList<>();
        Path output = folder.resolve("output");

        double realized = new ActivationPruner(session, new PruneParameters(0.25, 0, 0.5, 32, 8, 32))
                .run(
                        parent,
                        text(),
                        output,
                        output.resolve("before-requantize"),
                        (done, total, unit) -> told.add(done + "/" + total + " " + unit));

        assertThat(told).containsExactly("1/2 layer", "2/2 layer");
        assertThat(realized).isEqualTo(1 - 0.75 * 0.5);
        try (CheckpointDirectory result = CheckpointDirectory.open(output)) {
            assertThat(result.config().numHiddenLayers()).isEqualTo(1);
            assertThat(result.config().intermediateSize()).isEqualTo(96);
        }
        assertThat(logits(output)).doesNotContain(Float.NaN);
    }

    @Test
    void packsTheLayersThatStayOfAPackedParentAgain() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        Path output = prune(parent, new PruneParameters(0, 0, 0.5, 32, 8, 32));

        try (CheckpointDirectory packed = CheckpointDirectory.open(output);
                CheckpointDirectory floating = CheckpointDirectory.open(output.resolve("before-requantize"))) {
            assertThat(packed.config().numHiddenLayers()).isEqualTo(1);
            assertThat(floating.config().numHiddenLayers()).isEqualTo(1);
            assertThat(packed.info("model.layers.0.mlp.down_proj.weight").packed())
                    .isTrue();
        }
    }

    @Test
    void writesTheSameBytesEveryTime() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);
        run(parent, text(), folder.resolve("once"), A_QUARTER);
        run(parent, text(), folder.resolve("again"), A_QUARTER);

        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void looksAtNoTokenBeyondTheCalibrationSamples() throws Exception {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        Path longer = folder.resolve("longer.txt");
        Files.writeString(longer, Files.readString(text()) + " and then something quite different, 123 456");
        run(parent, text(), folder.resolve("once"), A_QUARTER);
        run(parent, longer, folder.resolve("again"), A_QUARTER);

        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void tellsHowManyLayersCalibrationHasPassed() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        List<String> told = new ArrayList<>();

        new ActivationPruner(session, new PruneParameters(0.25, 0, 0, 32, 200, 32))
                .run(
                        parent,
                        text(),
                        folder.resolve("output"),
                        folder.resolve("before"),
                        (done, total, unit) -> told.add(done + "/" + total + " " + unit));

        assertThat(told).containsExactly("1/2 layer", "2/2 layer");
    }

    @Test
    void refusesCalibrationTextThatIsTooShortWithBothNumbers() throws Exception {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        Path few = Files.writeString(folder.resolve("few.txt"), "It is a truth universally acknowledged");

        assertRefused(
                () -> run(parent, few, folder.resolve("output"), A_QUARTER),
                InvalidTextException.class,
                ErrorCode.INVALID_DATA,
                "but calibration needs 256");
    }

    @Test
    void refusesTextThatIsNotUtf8() throws Exception {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xe9, 'b'});

        assertRefused(
                () -> run(parent, latin, folder.resolve("output"), A_QUARTER),
                InvalidTextException.class,
                ErrorCode.INVALID_DATA,
                "latin.txt is not UTF-8");
    }

    @Test
    void refusesAWidthThatThePackedParentsGroupsDoNotDivide() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        assertRefused(
                () -> run(parent, text(), folder.resolve("output"), new PruneParameters(0.4, 0, 0, 16, 8, 32)),
                GroupSizeException.class,
                ErrorCode.INVALID_RECIPE,
                "down_proj.weight has 80 input columns");
    }

    @Test
    void refusesSequencesLongerThanTheModelsContext() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        assertRefused(
                () -> run(parent, text(), folder.resolve("output"), new PruneParameters(0.25, 0, 0, 32, 2, 256)),
                ContextTooShortException.class,
                ErrorCode.INVALID_RECIPE,
                "is 256, but the model reads 128 tokens");
    }

    @Test
    void refusesAModelWhoseActivationsAreNotNumbers() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 2);
        weights.get(GATE)[5 * TinyModels.HIDDEN] = Float.NaN;
        Path parent = TinyModels.write(folder.resolve("parent"), TinyModels.config(), weights);

        assertRefused(
                () -> run(parent, text(), folder.resolve("output"), A_QUARTER),
                SaliencyException.class,
                ErrorCode.INVALID_CHECKPOINT,
                "neuron 5 in layer 1 is NaN");
    }

    private static void assertRefused(
            Runnable run, Class<? extends PermanentException> type, ErrorCode code, String message) {
        assertThatThrownBy(run::run)
                .isInstanceOf(type)
                .hasMessageContaining(message)
                .extracting(e -> ((PermanentException) e).code())
                .isEqualTo(code);
    }

    private Path prune(Path parent, PruneParameters parameters) {
        Path output = folder.resolve("output");
        run(parent, text(), output, parameters);
        return output;
    }

    private static double run(Path parent, Path text, Path output, PruneParameters parameters) {
        return new ActivationPruner(session, parameters)
                .run(parent, text, output, output.resolve("before-requantize"), WorkProgress.NONE);
    }

    private static Path text() {
        return TinyModels.home().resolve("data/austen-calibration.txt");
    }

    /** Zeroes gate rows, and with them the activation, of neurons from one index to another. */
    private static void silence(Map<String, float[]> weights, int layer, int from, int to) {
        float[] gate = weights.get("model.layers." + layer + ".mlp.gate_proj.weight");
        Arrays.fill(gate, from * TinyModels.HIDDEN, to * TinyModels.HIDDEN, 0);
    }

    /** Zeroes the values, and with them what its query heads give, of a key/value head. */
    private static void silenceHead(Map<String, float[]> weights, int layer, int head) {
        int size = TinyModels.config().headDim();
        float[] values = weights.get("model.layers." + layer + ".self_attn.v_proj.weight");
        Arrays.fill(values, head * size * TinyModels.HIDDEN, (head + 1) * size * TinyModels.HIDDEN, 0);
        Arrays.fill(weights.get("model.layers." + layer + ".self_attn.v_proj.bias"), head * size, (head + 1) * size, 0);
    }

    /** Zeroes what a layer adds to the residual stream. */
    private static void idle(Map<String, float[]> weights, int layer) {
        Arrays.fill(weights.get("model.layers." + layer + ".self_attn.o_proj.weight"), 0);
        Arrays.fill(weights.get("model.layers." + layer + ".mlp.down_proj.weight"), 0);
    }

    private static float[] logits(Path checkpoint) {
        return TinyModels.logits(session, checkpoint, 17, 400, 3, 99);
    }

    private static List<Float> boxed(float[] values) {
        List<Float> boxed = new ArrayList<>();
        for (float value : values) {
            boxed.add(value);
        }
        return boxed;
    }
}
