package dev.ordo.model.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.packed.Nf4Weight;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.TinyModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevisedCheckpointTest {
    private static final String WEIGHT = "model.layers.0.mlp.down_proj.weight";

    @TempDir
    Path folder;

    @Test
    void writesAFloatingParentsRevisionOnceAndInFloatingPoint() throws Exception {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        Path output = revise(parent, "output", doubled());

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(output)) {
            assertThat(after.readFloat32(WEIGHT)[7]).isEqualTo(2 * before.readFloat32(WEIGHT)[7]);
            assertThat(after.config().quantization()).isEmpty();
        }
        assertThat(output.resolve("before-requantize")).doesNotExist();
    }

    @Test
    void packsAPackedParentsRevisionWithTheParentsOwnGroups() throws Exception {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        Path output = revise(parent, "output", doubled());

        try (CheckpointDirectory after = CheckpointDirectory.open(output)) {
            assertThat(after.config().quantization()).contains(QuantizationConfig.allButHead(4, 32));
            assertThat(after.info(WEIGHT).packed()).isTrue();
        }
    }

    @Test
    void takesAParentInNf4ApartAndPacksItInNf4Again() throws Exception {
        QuantizationConfig nf4 = QuantizationConfig.nf4AllButHead();
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1, nf4);

        Path output = revise(parent, "output", doubled());

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(output)) {
            float[] doubled = doubled().apply(before).apply(WEIGHT).findFirst().orElseThrow();
            assertThat(after.config().quantization()).contains(nf4);
            assertThat(after.readFloat32(WEIGHT))
                    .containsExactly(
                            NormalFloat4.quantize(Nf4Weight.layout(TinyModels.HIDDEN, TinyModels.NEURONS), doubled)
                                    .dequantize());
        }
    }

    @Test
    void startsFromTheDequantizedWeightsOfAPackedParent() throws Exception {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        Path output = revise(parent, "output", checkpoint -> checkpoint::pieces);

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory floating = CheckpointDirectory.open(output.resolve("before-requantize"))) {
            assertThat(floating.readFloat32(WEIGHT))
                    .isEqualTo(before.readPacked(WEIGHT).dequantize());
        }
    }

    @Test
    void keepsTheFloatingWeightsFromWhichItPacked() throws Exception {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        Path output = revise(parent, "output", doubled());

        try (CheckpointDirectory floating = CheckpointDirectory.open(output.resolve("before-requantize"));
                CheckpointDirectory packed = CheckpointDirectory.open(output)) {
            assertThat(floating.config().quantization()).isEmpty();
            assertThat(floating.config().torchDtype()).isEqualTo(DType.BF16);
            assertThat(packed.readPacked(WEIGHT).packed())
                    .isEqualTo(RoundToNearest.quantize(packed.readPacked(WEIGHT).layout(), floating.readFloat32(WEIGHT))
                            .packed());
        }
    }

    @Test
    void doesNotCountTheFloatingWeightsAmongTheCheckpointsContent() throws Exception {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        Path output = revise(parent, "output", doubled());

        assertThat(CheckpointDigest.contents(output))
                .noneMatch(file -> file.path().contains("before-requantize"));
        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(output)) {
            assertThat(after.totalTensorBytes()).isEqualTo(before.totalTensorBytes());
        }
    }

    @Test
    void writesTheSameBytesEveryTime() throws Exception {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        Path once = revise(parent, "once", doubled());
        Path again = revise(parent, "again", doubled());

        assertThat(CheckpointDigest.of(again)).isEqualTo(CheckpointDigest.of(once));
        assertThat(CheckpointDigest.of(again.resolve("before-requantize")))
                .isEqualTo(CheckpointDigest.of(once.resolve("before-requantize")));
    }

    @Test
    void refusesWidthsThatTheParentsGroupsDoNotDivideBeforeAnyWork() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(parent)) {
            ModelConfig narrow = checkpoint.config().withoutQuantization().withIntermediateSize(80);
            assertThatThrownBy(() -> RevisedCheckpoint.of(checkpoint, narrow))
                    .isInstanceOfSatisfying(
                            GroupSizeException.class,
                            e -> assertThat(e.tensor()).isEqualTo(WEIGHT));
        }
    }

    private Path revise(
            Path parent, String name, Function<CheckpointDirectory, Function<String, Stream<float[]>>> weights)
            throws Exception {
        Path output = Files.createDirectory(folder.resolve(name));
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(parent)) {
            RevisedCheckpoint.of(checkpoint, checkpoint.config())
                    .write(weights.apply(checkpoint), output, output.resolve("before-requantize"), WorkProgress.NONE);
        }
        return output;
    }

    private static Function<CheckpointDirectory, Function<String, Stream<float[]>>> doubled() {
        return checkpoint -> name -> {
            float[] weights = checkpoint.readFloat32(name);
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= 2;
            }
            return Stream.of(weights);
        };
    }
}
