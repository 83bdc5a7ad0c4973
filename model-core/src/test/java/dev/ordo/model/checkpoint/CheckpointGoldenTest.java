package dev.ordo.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.model.GoldenFiles;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.QuantizationConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that transformers 5 saved: one in shards, one with weights that compressed-tensors packed, one with bitsandbytes' NF4. */
class CheckpointGoldenTest {
    /** Sums of bf16 values in float64, added in another order: 1e-12 is far above that and far below one bf16 step. */
    private static final Offset<Double> ORDER_OF_ADDITION = Offset.offset(1e-12);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "qwen2-int4", "qwen2-nf4"})
    void readsEveryTensorThatTransformersSaved(String fixture) {
        JsonNode sums = JsonFiles.read(GoldenFiles.path(fixture + "-sums.json"), IllegalStateException::new);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(GoldenFiles.path(fixture))) {
            TreeSet<String> names = new TreeSet<>();
            sums.fieldNames().forEachRemaining(names::add);
            assertThat(checkpoint.tensorNames()).isEqualTo(names);
            for (String name : names) {
                double sum = 0;
                for (float value : checkpoint.readFloat32(name)) {
                    sum += value;
                }
                assertThat(sum).as(name).isCloseTo(sums.get(name).doubleValue(), ORDER_OF_ADDITION);
            }
        }
    }

    @Test
    void takesTheQuantizationThatCompressedTensorsDescribes() {
        ModelConfig config = ModelConfig.read(GoldenFiles.path("qwen2-int4/config.json"));

        assertThat(config.quantization()).contains(QuantizationConfig.allButHead(4, 8));
        assertThat(config.withoutQuantization().toJson())
                .isEqualTo(
                        ModelConfig.read(GoldenFiles.path("qwen2/config.json")).toJson());
    }

    @Test
    void takesTheQuantizationThatBitsAndBytesDescribes() {
        ModelConfig config = ModelConfig.read(GoldenFiles.path("qwen2-nf4/config.json"));

        assertThat(config.quantization()).contains(QuantizationConfig.nf4AllButHead());
    }

    @Test
    void writingNf4AgainChangesNothingButTheBlanksOfItsStates() {
        Path copy = directory.resolve("copy");
        try (CheckpointDirectory golden = CheckpointDirectory.open(GoldenFiles.path("qwen2-nf4"));
                CheckpointDirectory again =
                        CheckpointDirectory.open(DirectoryExport.packed(golden, NumberFormat.NF4, copy))) {
            assertThat(again.storedNames()).isEqualTo(golden.storedNames());
            for (String name : golden.storedNames()) {
                if (name.contains("quant_state")) {
                    assertThat(json(again, name)).as(name).isEqualTo(json(golden, name));
                } else {
                    assertThat(again.readBytes(name)).as(name).isEqualTo(golden.readBytes(name));
                }
            }
        }
    }

    private static JsonNode json(CheckpointDirectory checkpoint, String name) {
        String text = StandardCharsets.UTF_8.decode(checkpoint.readBytes(name)).toString();
        return JsonFiles.parse(text, IllegalStateException::new);
    }

    @Test
    void writingItAgainChangesNoValueAndKeepsTheForeignFields() {
        Path copy = directory.resolve("copy");
        try (CheckpointDirectory golden = CheckpointDirectory.open(GoldenFiles.path("qwen2"));
                CheckpointWriter writer = CheckpointWriter.create(copy, golden.config())) {
            golden.tensorNames().forEach(name -> writer.write(name, golden.readFloat32(name)));
            writer.commit();
            try (CheckpointDirectory again = CheckpointDirectory.open(copy)) {
                assertThat(again.config()).isEqualTo(golden.config());
                assertThat(again.totalTensorBytes()).isEqualTo(golden.totalTensorBytes());
                for (String name : golden.storedNames()) {
                    assertThat(again.readBytes(name)).isEqualTo(golden.readBytes(name));
                }
            }
        }
    }
}
