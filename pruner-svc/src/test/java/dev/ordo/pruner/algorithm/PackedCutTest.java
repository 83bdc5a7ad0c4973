package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.UnsupportedConfigException;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.quantization.GroupSizeException;
import dev.ordo.model.testing.AdaptedModels;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of 32: 128 neurons are four groups, of which two or three stay. */
class PackedCutTest {
    private static final int GROUP = 32;
    private static final String LAYER = "model.layers.0.";

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void keepsTheIntegersAndScalesOfTheGroupsThatStay() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        double cut = run(parent, neurons(0.5));

        assertThat(cut).isEqualTo(0.5);
        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(after.config().intermediateSize()).isEqualTo(64);
            for (int layer = 0; layer < TinyModels.LAYERS; layer++) {
                String mlp = "model.layers." + layer + ".mlp.";
                int[] groups =
                        groups(before.readPacked(mlp + "down_proj.weight"), after.readPacked(mlp + "down_proj.weight"));
                int[] neurons = Retained.expanded(groups, GROUP);
                assertThat(groups).hasSize(2).isSorted();
                for (String name : List.of("gate_proj.weight", "up_proj.weight")) {
                    same(
                            after.readPacked(mlp + name),
                            before.readPacked(mlp + name).withRows(neurons));
                }
            }
            for (String name : List.of("q", "k", "v", "o")) {
                String whole = LAYER + "self_attn." + name + "_proj.weight";
                same(after.readPacked(whole), before.readPacked(whole));
            }
            assertThat(after.readFloat32("model.embed_tokens.weight"))
                    .isEqualTo(before.readFloat32("model.embed_tokens.weight"));
        }
        assertThat(folder.resolve("output/before-requantize")).doesNotExist();
    }

    /** Neurons of groups 1 and 3 are made twice as loud as all others. */
    @Test
    void choosesTheGroupsWhoseNeuronsAreStrongestTogether() {
        var weights = TinyModels.weights(TinyModels.config(), 1);
        weights.forEach((name, values) -> {
            if (name.endsWith("up_proj.weight")) {
                for (int i = 0; i < values.length; i++) {
                    values[i] *= i / TinyModels.HIDDEN / GROUP % 2 == 1 ? 4 : 1;
                }
            }
        });
        Path floating = TinyModels.write(folder.resolve("floating"), TinyModels.config(), weights);
        Path parent = folder.resolve("parent");
        try (CheckpointDirectory source = CheckpointDirectory.open(floating)) {
            new CheckpointQuantizer(QuantizationConfig.allButHead(4, GROUP))
                    .quantize(source, parent, WorkProgress.NONE);
        }

        run(parent, neurons(0.5));

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(folder.resolve("output"))) {
            String down = LAYER + "mlp.down_proj.weight";
            assertThat(groups(before.readPacked(down), after.readPacked(down))).containsExactly(1, 3);
        }
    }

    @Test
    void sumsTheSaliencyOfAGroup() {
        assertThat(NeuronSelection.sums(new float[] {1, 2, 4, 8, 16, 32}, 2)).containsExactly(3, 12, 48);
    }

    @Test
    void cutsHeadsByTheirWholeGroupsAndLayers() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        run(parent, new PruneParameters(0, 0.5, 0.5, 32, 4, 32));

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(folder.resolve("output"))) {
            ModelConfig config = after.config();
            assertThat(config.numKeyValueHeads()).isEqualTo(1);
            assertThat(config.numHiddenLayers()).isEqualTo(1);
            PackedWeight o = after.readPacked(LAYER + "self_attn.o_proj.weight");
            PackedWeight q = after.readPacked(LAYER + "self_attn.q_proj.weight");
            assertThat(IntStream.range(0, 4).anyMatch(place -> {
                        String layer = "model.layers." + place / 2 + ".self_attn.";
                        int head = place % 2;
                        return isSame(
                                        o,
                                        before.readPacked(layer + "o_proj.weight")
                                                .withGroups(head))
                                && isSame(
                                        q,
                                        before.readPacked(layer + "q_proj.weight")
                                                .withRows(Retained.expanded(new int[] {head}, 32)));
                    }))
                    .isTrue();
        }
    }

    @Test
    void cutsTheSameRowsAndColumnsOfAdapters() {
        Path parent =
                AdaptedModels.write(TinyModels.writePacked(folder.resolve("packed"), 1), folder.resolve("parent"));

        run(parent, neurons(0.25));

        String down = LAYER + "mlp.down_proj.weight";
        String up = LAYER + "mlp.up_proj.weight";
        try (CheckpointDirectory base = CheckpointDirectory.openBase(parent);
                CheckpointDirectory cutBase = CheckpointDirectory.openBase(folder.resolve("output"));
                CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(folder.resolve("output"))) {
            int[] neurons = Retained.expanded(groups(base.readPacked(down), cutBase.readPacked(down)), GROUP);
            assertThat(neurons).hasSize(96);
            assertThat(after.readFloat32(down))
                    .isEqualTo(NeuronSelection.columns(before.readFloat32(down), TinyModels.NEURONS, neurons));
            assertThat(after.readFloat32(up))
                    .isEqualTo(NeuronSelection.rows(before.readFloat32(up), TinyModels.HIDDEN, neurons));
            assertThat(after.config().adapter()).contains(AdaptedModels.CONFIG);
        }
    }

    @Test
    void whereNothingIsCutTheParentComesOutWithItsAdapters() {
        Path parent =
                AdaptedModels.write(TinyModels.writePacked(folder.resolve("packed"), 1), folder.resolve("parent"));

        run(parent, neurons(0));

        assertThat(CheckpointDigest.of(folder.resolve("output"))).isEqualTo(CheckpointDigest.of(parent));
    }

    @Test
    void inTheOtherArmsAdaptersAreAddedAndThenPacked() {
        Path parent =
                AdaptedModels.write(TinyModels.writePacked(folder.resolve("packed"), 1), folder.resolve("parent"));
        Path output = folder.resolve("output");

        new ActivationPruner(session, neurons(0.5))
                .run(parent, text(), output, output.resolve("before-requantize"), WorkProgress.NONE);

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory floating = CheckpointDirectory.open(output.resolve("before-requantize"));
                CheckpointDirectory after = CheckpointDirectory.open(output)) {
            assertThat(after.config().adapter()).isEmpty();
            assertThat(after.info(LAYER + "mlp.down_proj.weight").packed()).isTrue();
            String q = LAYER + "self_attn.q_proj.weight";
            float[] sum = before.readFloat32(q);
            float[] written = floating.readFloat32(q);
            for (int i = 0; i < sum.length; i++) {
                assertThat(Math.abs(written[i] - sum[i])).isLessThanOrEqualTo(Math.abs(sum[i]) / 256);
            }
        }
    }

    @Test
    void refusesAWidthThatIsNotOfWholeGroups() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        assertThatThrownBy(() -> run(parent, new PruneParameters(0.4, 0, 0, 8, 4, 32)))
                .isInstanceOf(GroupSizeException.class)
                .hasMessageContaining("80 input columns, which groups of 32 do not divide");
    }

    @Test
    void refusesToCutWeightsInNf4() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1, QuantizationConfig.nf4AllButHead());

        assertThatThrownBy(() -> run(parent, neurons(0.5)))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining("quantization_config.quant_method is bitsandbytes");
    }

    @Test
    void refusesHeadsThatAreNotWholeGroups() {
        Path floating = TinyModels.write(folder.resolve("floating"), 1);
        Path parent = folder.resolve("parent");
        try (CheckpointDirectory source = CheckpointDirectory.open(floating)) {
            new CheckpointQuantizer(QuantizationConfig.allButHead(4, 64)).quantize(source, parent, WorkProgress.NONE);
        }

        assertThatThrownBy(() -> run(parent, new PruneParameters(0.5, 0.5, 0, 64, 4, 32)))
                .isInstanceOfSatisfying(
                        GroupSizeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RECIPE));
        assertThatThrownBy(() -> GroupBoundaryException.checkHeads(TinyModels.config(), 64))
                .hasMessage(
                        "recipes.prune.headSparsity cuts o_proj by 32 input columns a key/value head, which groups of 64 "
                                + "do not divide: the arm adapter cuts whole groups");
    }

    private static PruneParameters neurons(double sparsity) {
        return new PruneParameters(sparsity, 0, 0, 32, 4, 32);
    }

    private double run(Path parent, PruneParameters parameters) {
        Path output = folder.resolve("output");
        return new ActivationPruner(session, parameters, true)
                .run(parent, text(), output, output.resolve("before-requantize"), WorkProgress.NONE);
    }

    private static Path text() {
        return TinyModels.home().resolve("data/austen-calibration.txt");
    }

    /** Which groups of columns stayed: each is found once, or this fails. */
    private static int[] groups(PackedWeight before, PackedWeight after) {
        return IntStream.range(0, after.layout().groupsPerRow())
                .map(group -> IntStream.range(0, before.layout().groupsPerRow())
                        .filter(old -> isSame(after.withGroups(group), before.withGroups(old)))
                        .reduce((one, other) -> {
                            throw new AssertionError("groups " + one + " and " + other + " are alike");
                        })
                        .orElseThrow())
                .toArray();
    }

    private static void same(PackedWeight actual, PackedWeight expected) {
        assertThat(isSame(actual, expected)).isTrue();
    }

    private static boolean isSame(PackedWeight one, PackedWeight other) {
        return one.layout().equals(other.layout())
                && Arrays.equals(one.packed(), other.packed())
                && Arrays.equals(one.scales(), other.scales());
    }
}
