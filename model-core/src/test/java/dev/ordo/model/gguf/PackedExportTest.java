package dev.ordo.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.UnstorableValueException;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.FloatFormats;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packed checkpoints keep their integers in types that have room for them. */
class PackedExportTest {
    private static final String CONFIG = """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 32, "hidden_size": 64,
         "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 2,
         "rms_norm_eps": 1e-5, "max_position_embeddings": 64, "hidden_act": "silu", "tie_word_embeddings": true,
         "torch_dtype": "bfloat16"}
        """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"2, 32, Q4_0", "3, 32, Q4_0", "4, 32, Q4_0", "4, 64, Q4_0", "4, 64, Q8_0", "8, 32, Q8_0"})
    void everyIntegerIsKeptAndMultipliedByItsScale(int bits, int groupSize, GgufFileType type) {
        Path model = packed(bits, groupSize, 0.01f);

        GgufReport report = export(model, type);

        assertThat(report.losses()).noneMatch(each -> each.contains("packed"));
        assertThat(report.tensors().get(type.intended("blk.0.attn_q.weight", 2)))
                .isGreaterThanOrEqualTo(7);
        Path again = GgufModel.convert(report.file(), directory.resolve("again"));
        try (CheckpointDirectory before = CheckpointDirectory.open(model);
                CheckpointDirectory after = CheckpointDirectory.open(again)) {
            for (String name : before.tensorNames()) {
                if (before.info(name).packed()) {
                    assertThat(after.readFloat32(name)).as(name).containsExactly(unrounded(before.readPacked(name)));
                }
            }
        }
    }

    @Test
    void anEmbeddingOf8BitsKeepsItsIntegersBesideMatricesOf4() {
        QuantizationConfig quantization =
                QuantizationConfig.allButHead(4, 32).withBits(Map.of("model.embed_tokens", 8));
        Path model = packed(quantization, 0.01f);

        GgufReport report = export(model, GgufFileType.Q4_0);

        assertThat(report.losses()).noneMatch(each -> each.contains("packed"));
        Path again = GgufModel.convert(report.file(), directory.resolve("again"));
        try (CheckpointDirectory before = CheckpointDirectory.open(model);
                CheckpointDirectory after = CheckpointDirectory.open(again)) {
            String name = "model.embed_tokens.weight";
            assertThat(after.readFloat32(name)).containsExactly(unrounded(before.readPacked(name)));
        }
    }

    /** Below 2^-14 halves are 2^-24 apart. */
    @Test
    void saysHowManyScalesF16DoesNotHold() {
        Path model = packed(4, 64, 1e-6f);
        long inexact = 0;
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model)) {
            for (String name : checkpoint.tensorNames()) {
                if (checkpoint.info(name).packed()) {
                    for (short scale : checkpoint.readPacked(name).scales()) {
                        double steps = FloatFormats.fromBf16(scale) * 0x1p24;
                        inexact += steps == Math.rint(steps) ? 0 : 2;
                    }
                }
            }
        }
        assertThat(inexact).isBetween(400L, 767L);
        assertThat(export(model, GgufFileType.Q4_0).losses())
                .contains("the scales of " + inexact
                        + " of 768 blocks of packed weights were rounded: F16 does not hold them exactly");
    }

    @Test
    void refusesAScaleThatF16DoesNotReach() {
        Path model = packed(4, 64, 1e5f);
        assertThatThrownBy(() -> export(model, GgufFileType.Q4_0))
                .isInstanceOf(UnstorableValueException.class)
                .hasMessageMatching("blk.0.ffn_down.weight holds [0-9.]+ at index [0-9]+, which F16 cannot store");
        assertThat(directory.resolve("model.gguf")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"4, 16, Q4_0", "8, 32, Q4_0", "4, 32, Q4_K"})
    void saysWhatIsQuantizedAnew(int bits, int groupSize, GgufFileType type) {
        assertThat(export(packed(bits, groupSize, 0.01f), type).losses())
                .contains("7 packed weights were dequantized and quantized anew: their integers or groups do not fit");
    }

    @Test
    void plainTypesHoldTheDequantizedValues() {
        Path model = packed(4, 32, 0.01f);
        Path again = GgufModel.convert(export(model, GgufFileType.BF16).file(), directory.resolve("again"));
        try (CheckpointDirectory before = CheckpointDirectory.open(model);
                CheckpointDirectory after = CheckpointDirectory.open(again)) {
            String name = "model.layers.0.self_attn.q_proj.weight";
            assertThat(after.readFloat32(name)).containsExactly(before.readFloat32(name));
        }
    }

    @Test
    void embeddingsHaveEightBitsAndNarrowMatricesFallBackToQ5() {
        GgufReport report = export(packed(4, 32, 0.01f), GgufFileType.Q4_K);
        assertThat(report.tensors())
                .containsEntry(GgufTensorType.Q8_0, 1)
                .containsEntry(GgufTensorType.Q5_0, 7)
                .doesNotContainKey(GgufTensorType.Q4_K);
        assertThat(report.fallbacks())
                .hasSize(7)
                .anyMatch(each -> each.toString()
                        .equals("blk.0.ffn_down.weight is stored as Q5_0: Q4_K has blocks of 256 values, which do not"
                                + " fill rows of 64"));
        assertThat(GgufFileType.Q4_K.of("blk.0.ffn_down.weight", 8, 512)).isEqualTo(GgufTensorType.Q4_K);
        assertThat(GgufFileType.Q4_K.of("blk.0.ffn_down.weight", 8, 24)).isEqualTo(GgufTensorType.F16);
    }

    private static float[] unrounded(PackedWeight weight) {
        byte[] integers = weight.unpack();
        float[] values = new float[integers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = integers[i]
                    * FloatFormats.fromBf16(weight.scales()[i / weight.layout().groupSize()]);
        }
        return values;
    }

    private GgufReport export(Path model, GgufFileType type) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model)) {
            return GgufExport.write(
                    checkpoint,
                    type,
                    new GgufExport.Options(directory.resolve("model.gguf"), false, "tiny", 1, tensor -> {}));
        }
    }

    private Path packed(int bits, int groupSize, float scale) {
        return packed(QuantizationConfig.allButHead(bits, groupSize), scale);
    }

    private Path packed(QuantizationConfig quantization, float scale) {
        ModelConfig config = ModelConfig.parse(CONFIG).withQuantization(quantization);
        TensorLayout layout = TensorLayout.of(config);
        Random random = new Random(5);
        Path target = directory.resolve("packed");
        try (CheckpointWriter writer = CheckpointWriter.create(target, config)) {
            layout.shapes()
                    .forEach((name, shape) -> layout.packed(name)
                            .ifPresentOrElse(
                                    packed -> writer.writePacked(name, weight(packed, scale, random)),
                                    () -> writer.write(name, ones(shape))));
            writer.commit();
        }
        Exportable.giveTokenizer(target);
        return target;
    }

    private static float[] ones(long[] shape) {
        float[] ones = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static PackedWeight weight(PackedLayout layout, float scale, Random random) {
        byte[] integers = new byte[layout.rows() * layout.columns()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (byte) (layout.minValue() + random.nextInt(2 * layout.offset()));
        }
        short[] scales = new short[layout.rows() * layout.groupsPerRow()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = FloatFormats.toBf16(scale * (1 + random.nextFloat()));
        }
        return PackedWeight.pack(layout, integers, scales);
    }
}
