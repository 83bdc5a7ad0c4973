package dev.ordo.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.UnstorableValueException;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryExportTest {
    private static final QuantizationConfig INT4 = QuantizationConfig.allButHead(4, 8);

    @TempDir
    Path directory;

    @Test
    void packedWeightsBecomeTheirDequantizedValues() throws IOException {
        Path source = source(TinyCheckpoints.qwen().withQuantization(INT4));
        try (CheckpointDirectory packed = CheckpointDirectory.open(source);
                CheckpointDirectory plain = CheckpointDirectory.open(
                        DirectoryExport.unpacked(packed, DType.BF16, directory.resolve("plain")))) {
            assertThat(plain.config().quantization()).isEmpty();
            assertThat(plain.storedNames()).isEqualTo(packed.tensorNames());
            for (String name : packed.tensorNames()) {
                assertThat(plain.readFloat32(name)).as(name).containsExactly(packed.readFloat32(name));
            }
        }
        assertThat(directory.resolve("plain/tokenizer.json")).hasContent("{}");
    }

    @Test
    void packedWeightsStayAsTheyAreToTheByte() throws IOException {
        Path source = source(TinyCheckpoints.qwen().withQuantization(INT4));
        try (CheckpointDirectory packed = CheckpointDirectory.open(source)) {
            Path copy = DirectoryExport.packed(packed, NumberFormat.INTEGERS, directory.resolve("copy"));
            assertThat(CheckpointDigest.of(copy)).isEqualTo(CheckpointDigest.of(source));
        }
    }

    @Test
    void aPackedEmbeddingBecomesItsDequantizedValuesForTransformersOpensNoPackedOne() throws IOException {
        Path source = source(TinyCheckpoints.qwen().withQuantization(INT4.withBits(Map.of("model.embed_tokens", 8))));
        try (CheckpointDirectory packed = CheckpointDirectory.open(source);
                CheckpointDirectory copy = CheckpointDirectory.open(
                        DirectoryExport.packed(packed, NumberFormat.INTEGERS, directory.resolve("copy")))) {
            assertThat(packed.info("model.embed_tokens.weight").packed()).isTrue();
            assertThat(copy.info("model.embed_tokens.weight").packed()).isFalse();
            assertThat(copy.config().quantization()).contains(INT4);
            for (String name : packed.tensorNames()) {
                assertThat(copy.readFloat32(name)).as(name).containsExactly(packed.readFloat32(name));
            }
        }
    }

    @Test
    void refusesToCallUnpackedWeightsPacked() throws IOException {
        try (CheckpointDirectory plain = CheckpointDirectory.open(source(TinyCheckpoints.qwen()))) {
            assertThatThrownBy(() -> DirectoryExport.packed(plain, NumberFormat.INTEGERS, directory.resolve("copy")))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("quantization_config is missing: the weights of ");
        }
        assertThat(directory.resolve("copy")).doesNotExist();
    }

    @Test
    void refusesToCallIntegersNf4() throws IOException {
        Path source = source(TinyCheckpoints.qwen().withQuantization(INT4));
        try (CheckpointDirectory packed = CheckpointDirectory.open(source)) {
            assertThatThrownBy(() -> DirectoryExport.packed(packed, NumberFormat.NF4, directory.resolve("copy")))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessage("quantization_config must be of bitsandbytes, is of compressed-tensors");
        }
        assertThat(directory.resolve("copy")).doesNotExist();
    }

    @Test
    void refusesAValueThatAHalfDoesNotReach() throws IOException {
        ModelConfig config = TinyCheckpoints.llama();
        Path source = directory.resolve("large");
        try (CheckpointWriter writer = CheckpointWriter.create(source, config)) {
            TensorLayout.of(config).shapes().forEach((name, shape) -> {
                float[] values = TinyCheckpoints.values(shape, new Random(1));
                values[values.length - 1] = name.equals("model.norm.weight") ? 65_520 : 65_504;
                writer.write(name, values);
            });
            writer.commit();
        }
        try (CheckpointDirectory large = CheckpointDirectory.open(source)) {
            assertThatThrownBy(() -> DirectoryExport.unpacked(large, DType.F16, directory.resolve("half")))
                    .isInstanceOf(UnstorableValueException.class)
                    .hasMessage("model.norm.weight holds 65520.0 at index 15, which F16 cannot store");
            assertThat(directory.resolve("half")).doesNotExist();
            assertThat(DirectoryExport.unpacked(large, DType.BF16, directory.resolve("wide")))
                    .isDirectory();
        }
    }

    private Path source(ModelConfig config) throws IOException {
        Path source = TinyCheckpoints.write(directory.resolve("source"), config, 7);
        Files.writeString(source.resolve("tokenizer.json"), "{}");
        return source;
    }
}
