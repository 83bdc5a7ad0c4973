package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.GroupSizeException;
import dev.ordo.model.testing.AdaptedModels;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelPruningTest {
    private static final String LAYER = "model.layers.0.";

    private static TorchSession session;

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();

    @BeforeAll
    static void openSession() {
        session = TorchSession.open(TorchOptions.cpu(2));
    }

    @AfterAll
    static void closeSession() {
        session.close();
    }

    @Test
    void cutsTheSameChannelsOfEveryTensorThatHasThem() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        Path output = prune(parent, quarter(16), false);

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(output)) {
            assertThat(after.config().hiddenSize()).isEqualTo(48);
            assertThat(after.config().headDim()).isEqualTo(16);
            assertThat(after.config().numAttentionHeads()).isEqualTo(4);
            int[] kept = kept(
                    before.readFloat32("model.embed_tokens.weight"), after.readFloat32("model.embed_tokens.weight"));
            assertThat(after.readFloat32(LAYER + "mlp.up_proj.weight"))
                    .isEqualTo(NeuronSelection.columns(before.readFloat32(LAYER + "mlp.up_proj.weight"), 64, kept));
            assertThat(after.readFloat32(LAYER + "mlp.down_proj.weight"))
                    .isEqualTo(NeuronSelection.rows(before.readFloat32(LAYER + "mlp.down_proj.weight"), 128, kept));
            assertThat(after.readFloat32("model.norm.weight"))
                    .isEqualTo(NeuronSelection.rows(before.readFloat32("model.norm.weight"), 1, kept));
            assertThat(after.readFloat32(LAYER + "self_attn.k_proj.bias"))
                    .isEqualTo(before.readFloat32(LAYER + "self_attn.k_proj.bias"));
        }
        assertThat(TinyModels.logits(session, output, 1, 2, 3)).doesNotContain(Float.NaN);
    }

    @Test
    void cutsEveryAxisInOnePass() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        Path output = prune(parent, new PruneParameters(0.25, 0.5, 0.5, 16, 4, 32).withChannelSparsity(0.25), false);

        assertThat(told).containsExactly("1/2 layer", "2/2 layer");
        ModelConfig config = ModelConfig.read(output.resolve("config.json"));
        assertThat(List.of(
                        config.hiddenSize(),
                        config.intermediateSize(),
                        config.numKeyValueHeads(),
                        config.numHiddenLayers()))
                .containsExactly(48, 96, 1, 1);
        assertThat(TinyModels.logits(session, output, 1, 2, 3)).doesNotContain(Float.NaN);
    }

    @Test
    void packsAPackedParentAgain() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        Path output = prune(parent, half(), false);

        try (CheckpointDirectory packed = CheckpointDirectory.open(output);
                CheckpointDirectory floating = CheckpointDirectory.open(output.resolve("before-requantize"))) {
            assertThat(packed.info(LAYER + "self_attn.q_proj.weight").packed()).isTrue();
            assertThat(packed.info(LAYER + "self_attn.q_proj.weight").shape()).containsExactly(64, 32);
            assertThat(floating.config().hiddenSize()).isEqualTo(32);
        }
    }

    @Test
    void cutsPackedWeightsByWholeGroupsAndTheirAdaptersWithThem() {
        Path parent =
                AdaptedModels.write(TinyModels.writePacked(folder.resolve("packed"), 1), folder.resolve("parent"));

        Path output = prune(parent, half(), true);

        try (CheckpointDirectory base = CheckpointDirectory.openBase(parent);
                CheckpointDirectory cut = CheckpointDirectory.openBase(output);
                CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(output)) {
            int[] kept =
                    kept(base.readFloat32("model.embed_tokens.weight"), cut.readFloat32("model.embed_tokens.weight"));
            int group = kept[0] / 32;
            assertThat(kept)
                    .isEqualTo(IntStream.range(group * 32, group * 32 + 32).toArray());
            String gate = LAYER + "mlp.gate_proj.weight";
            String o = LAYER + "self_attn.o_proj.weight";
            assertSame(cut.readPacked(gate), base.readPacked(gate).withGroups(group));
            assertSame(cut.readPacked(o), base.readPacked(o).withRows(kept));
            String q = LAYER + "self_attn.q_proj.weight";
            assertThat(after.readFloat32(q)).isEqualTo(NeuronSelection.columns(before.readFloat32(q), 64, kept));
        }
    }

    @Test
    void cutsAPackedEmbeddingByTheSameGroupsAsWhatReadsIt() {
        QuantizationConfig packing = QuantizationConfig.allButHead(4, 32).withBits(Map.of("model.embed_tokens", 8));
        Path parent = AdaptedModels.write(
                TinyModels.writePacked(folder.resolve("packed"), 1, packing), folder.resolve("parent"));

        Path output = prune(parent, half(), true);

        try (CheckpointDirectory base = CheckpointDirectory.openBase(parent);
                CheckpointDirectory cut = CheckpointDirectory.openBase(output)) {
            String embedding = "model.embed_tokens.weight";
            int group = kept(base.readFloat32(embedding), cut.readFloat32(embedding))[0] / 32;
            String v = LAYER + "self_attn.v_proj.weight";
            assertThat(cut.readPacked(embedding).layout().bits()).isEqualTo(8);
            assertSame(cut.readPacked(embedding), base.readPacked(embedding).withGroups(group));
            assertSame(cut.readPacked(v), base.readPacked(v).withGroups(group));
        }
        assertThat(TinyModels.logits(session, output, 1, 2, 3)).doesNotContain(Float.NaN);
    }

    @Test
    void refusesChannelsThatThePackedGroupsDoNotDivide() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        assertThatThrownBy(() -> prune(parent, quarter(16), false))
                .isInstanceOf(GroupSizeException.class)
                .hasMessageContaining("48 input columns, which groups of 32 do not divide");
    }

    @Test
    void refusesChannelsWithWhichNoOtherProgramWouldOpenALlama() {
        ModelConfig llama = TinyModels.with(
                TinyModels.config(), Map.of("model_type", "llama", "architectures", List.of("LlamaForCausalLM")));
        PruneParameters uneven = new PruneParameters(0, 0, 0, 10, 4, 32).withChannelSparsity(0.5);

        assertThatThrownBy(() -> new TargetShape(llama, uneven, false).config())
                .isInstanceOfSatisfying(
                        ChannelCountException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RECIPE))
                .hasMessage("recipes.prune.channelSparsity leaves 30 channels, which the 4 query heads do not divide as"
                        + " transformers asks of Llama; multiples of 20 would do");
        assertThat(new TargetShape(TinyModels.config(), uneven, false).config().hiddenSize())
                .isEqualTo(30);
    }

    @Test
    void refusesAChannelWhoseSaliencyIsNoNumber() {
        assertThatThrownBy(() -> new Findings(new float[0][], new float[0][], new float[0], new float[] {1, Float.NaN}))
                .isInstanceOf(SaliencyException.class)
                .hasMessage("the saliency of channel 1 is NaN");
    }

    @Test
    void isCutBeforeATargetIsReached() {
        long wide = 4096 * 48 + 48 + 2 * (2 * 64 * 48 + 2 * 32 * 48 + 64 + 2 * 32 + 2 * 48 + 3 * 48 * 112);
        PruneParameters aimed = quarter(16).withTarget(new PruneTarget(wide, 0));

        ModelConfig config = new TargetShape(TinyModels.config(), aimed, false).config();

        assertThat(config.hiddenSize()).isEqualTo(48);
        assertThat(config.intermediateSize()).isEqualTo(112);
    }

    @Test
    void selectsColumnsOfPiecesThatEndWithinARow() {
        Stream<float[]> pieces = Stream.of(new float[] {0, 1, 2, 3}, new float[] {4}, new float[] {5, 6, 7, 8});

        assertThat(new ColumnSelection(3, 0, 2).of(pieces))
                .containsExactly(new float[] {0, 2, 3}, new float[] {5, 6, 8});
    }

    private static PruneParameters quarter(int multipleOf) {
        return new PruneParameters(0, 0, 0, multipleOf, 4, 32).withChannelSparsity(0.25);
    }

    private static PruneParameters half() {
        return new PruneParameters(0, 0, 0, 32, 4, 32).withChannelSparsity(0.5);
    }

    /** Which of 64 columns are those of the narrower matrix: each is found once, or this fails. */
    private static int[] kept(float[] before, float[] after) {
        int rows = before.length / 64;
        int width = after.length / rows;
        return IntStream.range(0, 64)
                .filter(old -> IntStream.range(0, width)
                        .anyMatch(now -> IntStream.range(0, rows)
                                .allMatch(row -> before[row * 64 + old] == after[row * width + now])))
                .toArray();
    }

    private static void assertSame(PackedWeight one, PackedWeight other) {
        assertThat(one.layout()).isEqualTo(other.layout());
        assertThat(Arrays.equals(one.packed(), other.packed()) && Arrays.equals(one.scales(), other.scales()))
                .isTrue();
    }

    private Path prune(Path parent, PruneParameters parameters, boolean wholeGroups) {
        Path output = folder.resolve("output");
        new ActivationPruner(session, parameters, wholeGroups)
                .run(
                        parent,
                        TinyModels.home().resolve("data/austen-calibration.txt"),
                        output,
                        output.resolve("before-requantize"),
                        (done, total, unit) -> told.add(done + "/" + total + " " + unit));
        return output;
    }
}
