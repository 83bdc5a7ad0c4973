package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.ModelBytes;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.GroupSizeException;
import dev.ordo.model.testing.AdaptedModels;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiny models: V 4096, C 64, I 128, two layers, two key/value heads with two query heads of 16 each, a bias on q, k and v. */
class PruneTargetTest {
    private static final int STEP = 32;
    private static final int HIDDEN = TinyModels.HIDDEN;

    /** Embedding and final norm. */
    private static final long OUTER = 4096L * HIDDEN + HIDDEN;

    /** q and o, k and v, biases, norms. */
    private static final long ATTENTION = 2L * HIDDEN * HIDDEN + 2L * 32 * HIDDEN + HIDDEN + 2 * 32 + 2 * HIDDEN;

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
    void givesTheCheckpointOfTheSparsityThatHasAsManyParametersBitForBit() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        Path aimed = prune(parent, "aimed", nothing().withTarget(new PruneTarget(parameters(96, 2), 0)), false);
        Path sparse = prune(parent, "sparse", new PruneParameters(0.25, 0, 0, STEP, 4, 32), false);

        assertThat(CheckpointDigest.of(aimed)).isEqualTo(CheckpointDigest.of(sparse));
    }

    @Test
    void roundsTheWidthDownSoThatTheTargetHolds() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        assertThat(width(parent, new PruneTarget(parameters(96, 2), 0))).isEqualTo(96);
        assertThat(width(parent, new PruneTarget(parameters(96, 2) - 1, 0))).isEqualTo(64);
        assertThat(width(parent, new PruneTarget(parameters(128, 2), 0))).isEqualTo(128);
        assertThat(width(parent, new PruneTarget(parameters(128, 2) - 1, 0))).isEqualTo(96);
        assertThat(width(parent, new PruneTarget(0, 2 * parameters(64, 2)))).isEqualTo(64);
        assertThat(width(parent, new PruneTarget(0, 2 * parameters(64, 2) - 1))).isEqualTo(32);
    }

    @Test
    void countsAnEmbeddingThatIsTheHeadOnce() {
        ModelConfig untied = TinyModels.config().withUntiedHead();
        Path parent = TinyModels.write(folder.resolve("parent"), untied, TinyModels.weights(untied, 1));

        assertThat(width(parent, new PruneTarget(parameters(96, 2) + 4096L * HIDDEN, 0)))
                .isEqualTo(96);
        assertThat(width(parent, new PruneTarget(parameters(96, 2) + 4096L * HIDDEN - 1, 0)))
                .isEqualTo(64);
    }

    @Test
    void leavesAModelThatIsSmallEnoughAsItIs() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        Path output = prune(parent, "output", nothing().withTarget(new PruneTarget(parameters(128, 2), 0)), false);

        assertThat(CheckpointDigest.of(output)).isEqualTo(CheckpointDigest.of(parent));
    }

    @Test
    void cutsHeadsAndLayersFirst() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        PruneParameters both = new PruneParameters(0, 0.5, 0.5, STEP, 4, 32);
        long halfAttention = 2L * HIDDEN * 32 + 2L * 16 * HIDDEN + 32 + 2 * 16 + 2 * HIDDEN;
        long target = OUTER + halfAttention + 3L * HIDDEN * 96;

        Path aimed = prune(parent, "aimed", both.withTarget(new PruneTarget(target, 0)), false);
        Path narrower = prune(parent, "narrower", both.withTarget(new PruneTarget(target - 1, 0)), false);

        assertThat(ModelConfig.read(aimed.resolve("config.json")).intermediateSize())
                .isEqualTo(96);
        assertThat(ModelConfig.read(aimed.resolve("config.json")).numHiddenLayers())
                .isEqualTo(1);
        assertThat(ModelConfig.read(narrower.resolve("config.json")).intermediateSize())
                .isEqualTo(64);
    }

    @Test
    void holdsInTheBytesThatAPackedModelTakesOnceItIsPackedAgain() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);
        Path sparse = prune(parent, "sparse", new PruneParameters(0.5, 0, 0, STEP, 4, 32), false);
        long bytes = tensorBytes(sparse);

        Path aimed = prune(parent, "aimed", nothing().withTarget(new PruneTarget(0, bytes)), false);
        Path narrower = prune(parent, "narrower", nothing().withTarget(new PruneTarget(0, bytes - 1)), false);

        assertThat(CheckpointDigest.of(aimed)).isEqualTo(CheckpointDigest.of(sparse));
        assertThat(ModelConfig.read(narrower.resolve("config.json")).intermediateSize())
                .isEqualTo(32);
    }

    @Test
    void countsTheAdaptersThatTheArmAdapterLeavesBeside() {
        Path parent =
                AdaptedModels.write(TinyModels.writePacked(folder.resolve("packed"), 1), folder.resolve("parent"));
        Path sparse = prune(parent, "sparse", new PruneParameters(0.5, 0, 0, STEP, 4, 32), true);
        long bytes = tensorBytes(sparse) + tensorBytes(sparse.resolve("adapter"));

        Path aimed = prune(parent, "aimed", nothing().withTarget(new PruneTarget(0, bytes)), true);
        Path narrower = prune(parent, "narrower", nothing().withTarget(new PruneTarget(0, bytes - 1)), true);

        assertThat(CheckpointDigest.of(aimed)).isEqualTo(CheckpointDigest.of(sparse));
        assertThat(ModelConfig.read(narrower.resolve("config.json")).intermediateSize())
                .isEqualTo(32);
    }

    @Test
    void holdsWhicheverLayersOfSeveralWidthsStay() {
        Map<String, Integer> wide = Map.of(
                "model.layers.1.mlp.gate_proj", 8, "model.layers.1.mlp.up_proj", 8, "model.layers.1.mlp.down_proj", 8);
        Path parent = TinyModels.writePacked(
                folder.resolve("parent"),
                1,
                QuantizationConfig.allButHead(4, 32).withBits(wide));
        ModelConfig config = ModelConfig.read(parent.resolve("config.json"));
        PruneParameters one = new PruneParameters(0, 0, 0.5, STEP, 4, 32);
        ModelConfig narrow = config.withIntermediateSize(64);
        long largest = new ModelBytes(narrow.withLayers(1)).stored();
        long smallest = new ModelBytes(narrow.withLayers(0)).stored();

        assertThat(largest).isGreaterThan(smallest);
        assertThat(new TargetShape(config, one.withTarget(new PruneTarget(0, largest)), false).config())
                .isEqualTo(narrow);
        assertThat(new TargetShape(config, one.withTarget(new PruneTarget(0, largest - 1)), false)
                        .config()
                        .intermediateSize())
                .isEqualTo(32);
    }

    @Test
    void takesWidthsThatThePackedGroupsDivide() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);
        PruneParameters fine = new PruneParameters(0, 0, 0, 8, 4, 32).withTarget(new PruneTarget(parameters(90, 2), 0));

        assertThat(new TargetShape(ModelConfig.read(parent.resolve("config.json")), fine, true)
                        .config()
                        .intermediateSize())
                .isEqualTo(64);
    }

    @Test
    void refusesATargetThatCannotBeReachedWithTheLeastThatCan() {
        ModelConfig config = TinyModels.config();
        PruneParameters few = nothing().withTarget(new PruneTarget(parameters(32, 2) - 1, 0));
        PruneParameters small = nothing().withTarget(new PruneTarget(0, 1000));

        few.withTarget(new PruneTarget(parameters(32, 2), 0)).requireReachable(config, false);
        assertThatThrownBy(() -> few.requireReachable(config, false))
                .isInstanceOfSatisfying(
                        PruneTargetException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RECIPE))
                .hasMessage("recipes.prune.targetParameters is " + (parameters(32, 2) - 1)
                        + ", but with MLPs of 32 neurons the model has " + parameters(32, 2));
        assertThatThrownBy(() -> small.requireReachable(config, false))
                .isInstanceOf(PruneTargetException.class)
                .hasMessage("recipes.prune.targetBytes is 1000, but with MLPs of 32 neurons the model takes "
                        + 2 * parameters(32, 2));
    }

    @Test
    void refusesHeadsThatThePackedGroupsDoNotDivideAsItDoesWithoutATarget() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1, QuantizationConfig.allButHead(4, 64));
        PruneParameters heads =
                new PruneParameters(0, 0.5, 0, STEP, 4, 32).withTarget(new PruneTarget(0, 1_000_000_000));

        assertThatThrownBy(() -> heads.requireReachable(ModelConfig.read(parent.resolve("config.json")), false))
                .isInstanceOf(GroupSizeException.class)
                .hasMessageContaining("o_proj.weight has 32 input columns");
    }

    private static PruneParameters nothing() {
        return new PruneParameters(0, 0, 0, STEP, 4, 32);
    }

    private static long parameters(int width, int layers) {
        return OUTER + layers * (ATTENTION + 3L * HIDDEN * width);
    }

    private static int width(Path parent, PruneTarget target) {
        return new TargetShape(
                        ModelConfig.read(parent.resolve("config.json")),
                        nothing().withTarget(target),
                        false)
                .config()
                .intermediateSize();
    }

    private Path prune(Path parent, String name, PruneParameters parameters, boolean wholeGroups) {
        Path output = folder.resolve(name);
        new ActivationPruner(session, parameters, wholeGroups)
                .run(
                        parent,
                        TinyModels.home().resolve("data/austen-calibration.txt"),
                        output,
                        output.resolve("before-requantize"),
                        WorkProgress.NONE);
        return output;
    }

    /** Of the files themselves: what follows the header, whose length their first eight bytes give. */
    private static long tensorBytes(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> tensors = files.filter(each -> each.toString().endsWith(".safetensors"))
                    .toList();
            long bytes = 0;
            for (Path each : tensors) {
                try (RandomAccessFile file = new RandomAccessFile(each.toFile(), "r")) {
                    bytes += file.length() - 8 - Long.reverseBytes(file.readLong());
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
