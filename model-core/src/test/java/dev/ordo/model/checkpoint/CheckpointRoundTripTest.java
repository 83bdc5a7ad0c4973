package dev.ordo.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.FloatFormats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointRoundTripTest {
    @TempDir
    Path directory;

    @Test
    void readsBackWhatWasWrittenRoundedToBf16() {
        ModelConfig config = TinyCheckpoints.qwen();
        Path path = TinyCheckpoints.write(directory.resolve("m"), config, 1);

        Random random = new Random(1);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(path)) {
            for (String name : checkpoint.tensorNames()) {
                float[] written = TinyCheckpoints.values(checkpoint.info(name).shape(), random);
                float[] read = checkpoint.readFloat32(name);
                for (int i = 0; i < written.length; i++) {
                    assertThat(read[i]).isEqualTo(FloatFormats.roundToBf16(written[i]));
                }
            }
        }
    }

    @Test
    void readsBackFloat32Exactly() {
        ModelConfig config = TinyCheckpoints.llama();
        Path path = TinyCheckpoints.write(directory.resolve("m"), config, 2);

        Random random = new Random(2);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(path)) {
            assertThat(checkpoint.config()).isEqualTo(config);
            for (String name : checkpoint.tensorNames()) {
                assertThat(checkpoint.info(name).dtype()).isEqualTo(DType.F32);
                float[] written = TinyCheckpoints.values(checkpoint.info(name).shape(), random);
                assertThat(checkpoint.readFloat32(name)).containsExactly(written);
            }
        }
    }

    @Test
    void shardsHoldTheSameTensorsAsASingleFile() throws IOException {
        ModelConfig config = TinyCheckpoints.qwen();
        Path single = TinyCheckpoints.write(directory.resolve("single"), config, 3);
        Path sharded = TinyCheckpoints.write(directory.resolve("sharded"), config, 3, 4096);

        assertThat(sharded.resolve("model.safetensors")).doesNotExist();
        assertThat(names(sharded)).hasSizeGreaterThan(4).contains("model.safetensors.index.json");
        try (CheckpointDirectory one = CheckpointDirectory.open(single);
                CheckpointDirectory many = CheckpointDirectory.open(sharded)) {
            assertThat(many.tensorNames()).isEqualTo(one.tensorNames());
            assertThat(many.totalTensorBytes()).isEqualTo(one.totalTensorBytes());
            for (String name : one.tensorNames()) {
                assertThat(many.readFloat32(name)).containsExactly(one.readFloat32(name));
            }
        }
    }

    @Test
    void readsAPackedWeightByItsLogicalName() {
        ModelConfig config = TinyCheckpoints.qwen().withQuantization(QuantizationConfig.allButHead(4, 8));
        Path path = TinyCheckpoints.write(directory.resolve("m"), config, 4);

        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(path)) {
            String name = "model.layers.1.mlp.down_proj.weight";
            assertThat(checkpoint.info(name).packed()).isTrue();
            assertThat(checkpoint.readFloat32(name))
                    .containsExactly(checkpoint.readPacked(name).dequantize());
            assertThat(checkpoint.info(name).storedBytes()).isEqualTo(16 * 4 * 4 + 16 * 4 * 2 + 16);
            assertThat(checkpoint.storedNames()).contains(name + "_packed", name + "_scale", name + "_shape");
        }
    }

    @Test
    void countsPackedWeightsAsTheMatricesTheyStandFor() {
        ModelConfig config = TinyCheckpoints.qwen();
        Path dense = TinyCheckpoints.write(directory.resolve("dense"), config, 5);
        Path packed = TinyCheckpoints.write(
                directory.resolve("packed"), config.withQuantization(QuantizationConfig.allButHead(4, 16)), 5);

        try (CheckpointDirectory before = CheckpointDirectory.open(dense);
                CheckpointDirectory after = CheckpointDirectory.open(packed)) {
            assertThat(after.totalParameters()).isEqualTo(before.totalParameters());
            assertThat(before.totalTensorBytes()).isEqualTo(2 * before.totalParameters());
            assertThat(after.totalTensorBytes()).isLessThan(before.totalTensorBytes());
        }
    }

    @Test
    void writesTheSameBytesForTheSameTensorsInAnyOrder() throws IOException {
        ModelConfig config = TinyCheckpoints.qwen();
        Path first = TinyCheckpoints.write(directory.resolve("first"), config, 6);
        Path second = directory.resolve("second");
        try (CheckpointDirectory source = CheckpointDirectory.open(first);
                CheckpointWriter writer = CheckpointWriter.create(second, config)) {
            String[] names = source.tensorNames().toArray(String[]::new);
            for (int i = names.length - 1; i >= 0; i--) {
                writer.write(names[i], source.readFloat32(names[i]));
            }
            writer.commit();
        }

        assertThat(names(second)).isEqualTo(names(first));
        for (String name : names(first)) {
            assertThat(Files.mismatch(first.resolve(name), second.resolve(name)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void copiesRawBytesBetweenCheckpointsOfOneType() {
        ModelConfig config = TinyCheckpoints.qwen().withQuantization(QuantizationConfig.allButHead(8, 8));
        Path first = TinyCheckpoints.write(directory.resolve("first"), config, 7);
        Path second = directory.resolve("second");
        try (CheckpointDirectory source = CheckpointDirectory.open(first);
                CheckpointWriter writer = CheckpointWriter.create(second, config)) {
            for (String name : source.storedNames()) {
                ByteBuffer bytes = source.readBytes(name);
                writer.writeBytes(name, bytes);
                assertThat(bytes.position()).isZero();
            }
            writer.commit();
        }

        assertThat(CheckpointDigest.of(second)).isEqualTo(CheckpointDigest.of(first));
    }

    @Test
    void narrowsEveryMlpWhenTheIntermediateSizeIsReplaced() {
        ModelConfig config = TinyCheckpoints.qwen().withIntermediateSize(24);
        Path path = TinyCheckpoints.write(directory.resolve("m"), config, 8);

        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(path)) {
            assertThat(checkpoint.config().intermediateSize()).isEqualTo(24);
            assertThat(checkpoint.info("model.layers.0.mlp.up_proj.weight").shape())
                    .containsExactly(24, 16);
            assertThat(checkpoint.info("model.layers.0.mlp.down_proj.weight").shape())
                    .containsExactly(16, 24);
        }
    }

    private static List<String> names(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            String[] names = files.map(file -> file.getFileName().toString()).toArray(String[]::new);
            Arrays.sort(names);
            return List.of(names);
        }
    }
}
