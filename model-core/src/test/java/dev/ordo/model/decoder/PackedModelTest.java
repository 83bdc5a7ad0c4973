package dev.ordo.model.decoder;

import static dev.ordo.model.packed.NumberFormat.ASYMMETRIC_INTEGERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.generation.GenerationOptions;
import dev.ordo.model.generation.Generator;
import dev.ordo.model.generation.Vocabulary;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedModelTest {
    private static final String DOWN = "model.layers.1.mlp.down_proj.weight";

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(2));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @CsvSource({"4, 32, true", "8, 32, true", "4, 64, false", "8, 8, false"})
    void scoresBitForBitAsTheDequantizedModel(int bits, int groupSize, boolean tied) {
        try (CheckpointDirectory checkpoint = checkpoint(bits, groupSize, tied);
                DecoderModel whole = DecoderModel.load(session, checkpoint);
                DecoderModel packed = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32)) {
            assertThat(packed.isPacked()).isTrue();
            assertThat(logits(packed)).containsExactly(logits(whole));
            assertThat(Perplexity.of(packed).score(text()).totalNll())
                    .isEqualTo(Perplexity.of(whole).score(text()).totalNll());
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 32, true", "3, 8, false", "2, 64, true"})
    void widthsThatAreNoHalfOrWholeByteAreDequantizedWhenTheyAreLoaded(int bits, int groupSize, boolean tied) {
        try (CheckpointDirectory checkpoint = checkpoint(bits, groupSize, tied);
                DecoderModel whole = DecoderModel.load(session, checkpoint);
                DecoderModel packed = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32)) {
            assertThat(packed.isPacked()).isFalse();
            assertThat(packed.weights()).usingRecursiveComparison().isEqualTo(whole.weights());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scoresBitForBitAsTheDequantizedModelWithAnEmbeddingOf8Bits(boolean tied) {
        try (CheckpointDirectory checkpoint = withPackedEmbedding(tied);
                DecoderModel whole = DecoderModel.load(session, checkpoint);
                DecoderModel packed = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32);
                DecoderModel fast = DecoderModel.loadPacked(session, checkpoint, ComputeType.BFLOAT16)) {
            assertThat(logits(packed)).containsExactly(logits(whole));
            assertThat(packed.config().tieWordEmbeddings()).isEqualTo(tied);
            assertThat(fast.config().tieWordEmbeddings())
                    .as("a packed head is apart")
                    .isFalse();
            assertThat(distance(logits(fast), logits(whole))).isPositive().isLessThan(0.03);
            assertThat(continued(packed, 8)).containsExactly(continued(whole, 8));
            assertThat(continued(fast, 1)).containsExactly(continued(whole, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"4, true", "3, false", "8, true"})
    void weightsWithZeroPointsAreDequantizedWhenTheyAreLoaded(int bits, boolean tied) {
        QuantizationConfig packing = QuantizationConfig.allButHead(bits, 32).withNumbers(ASYMMETRIC_INTEGERS);
        try (CheckpointDirectory checkpoint = checkpoint(packing, tied);
                DecoderModel packed = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32)) {
            assertThat(packed.isPacked()).isFalse();
            for (String name :
                    List.of("model.layers.0.self_attn.k_proj.weight", "model.layers.1.mlp.down_proj.weight")) {
                assertThat(packed.weight(name))
                        .as(name)
                        .containsExactly(checkpoint.readPacked(name).dequantize());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INTEGERS", "ASYMMETRIC_INTEGERS"})
    void aLayerAtATimeReadsTheRowsOfAPackedEmbedding(NumberFormat numbers) {
        QuantizationConfig packing =
                QuantizationConfig.allButHead(4, 32).withNumbers(numbers).withBits(Map.of("model.embed_tokens", 8));
        try (CheckpointDirectory checkpoint = checkpoint(packing, true);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                TensorScope scope = session.scope()) {
            long[] tokens = {5, 0, 511, 5, 17, 255};

            NDArray rows = decoder.embed(scope.manager(), List.of(new TokenBatch(tokens, 2, 3)))
                    .get(0);

            assertThat(rows.getShape().getShape()).containsExactly(2, 3, TinyModels.HIDDEN);
            float[] whole = checkpoint.readFloat32("model.embed_tokens.weight");
            float[] found = TorchSession.toFloats(rows);
            for (int i = 0; i < tokens.length; i++) {
                int from = (int) tokens[i] * TinyModels.HIDDEN;
                assertThat(Arrays.copyOfRange(found, i * TinyModels.HIDDEN, (i + 1) * TinyModels.HIDDEN))
                        .containsExactly(Arrays.copyOfRange(whole, from, from + TinyModels.HIDDEN));
            }
        }
    }

    private CheckpointDirectory withPackedEmbedding(boolean tied) {
        Map<String, Integer> outer =
                tied ? Map.of("model.embed_tokens", 8) : Map.of("model.embed_tokens", 8, "lm_head", 8);
        return checkpoint(QuantizationConfig.allButHead(4, 32).withBits(outer), tied);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scoresBitForBitAsTheDequantizedModelInNf4(boolean tied) {
        try (CheckpointDirectory checkpoint = checkpoint(QuantizationConfig.nf4(List.of()), tied);
                DecoderModel whole = DecoderModel.load(session, checkpoint);
                DecoderModel packed = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32);
                DecoderModel rounded = DecoderModel.loadPacked(session, checkpoint, ComputeType.BFLOAT16)) {
            assertThat(packed.isPacked()).isTrue();
            assertThat(logits(packed)).containsExactly(logits(whole));
            assertThat(distance(logits(rounded), logits(whole))).isPositive().isLessThan(0.03);
            assertThat(Perplexity.of(packed).score(text()).totalNll())
                    .isEqualTo(Perplexity.of(whole).score(text()).totalNll());
        }
    }

    /** bfloat16 has 8 bits: scores of a two-layer model differ by some hundredths of their size, packed or not. */
    @ParameterizedTest
    @CsvSource({"4, 32, true", "8, 32, false"})
    void inBfloat16ScoresAsTheDequantizedModelButForRounding(int bits, int groupSize, boolean tied) {
        try (CheckpointDirectory checkpoint = checkpoint(bits, groupSize, tied);
                DecoderModel whole = DecoderModel.load(session, checkpoint);
                DecoderModel packed = DecoderModel.loadPacked(session, checkpoint, ComputeType.BFLOAT16)) {
            assertThat(distance(logits(packed), logits(whole))).isPositive().isLessThan(0.03);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Perplexity.of(packed))
                    .withMessageContaining("float32");
        }
    }

    @Test
    void continuesATextWithPackedWeightsAsWithTheirDequantizedOnes() {
        try (CheckpointDirectory checkpoint = checkpoint(8, 32, true);
                DecoderModel whole = DecoderModel.load(session, checkpoint);
                DecoderModel exact = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32);
                DecoderModel fast = DecoderModel.loadPacked(session, checkpoint, ComputeType.BFLOAT16)) {
            assertThat(continued(exact, 8)).containsExactly(continued(whole, 8));
            assertThat(continued(fast, 1)).containsExactly(continued(whole, 1));
            assertThat(continued(fast, 8)).hasSize(8);
        }
    }

    private static int[] continued(DecoderModel model, int tokens) {
        Vocabulary vocabulary = new Vocabulary(model.config().vocabSize(), Set.of());
        return Generator.of(model, vocabulary)
                .generate(List.of(text()), GenerationOptions.greedy(tokens), WorkProgress.NONE)
                .get(0);
    }

    /** The inputs are rounded to 8 bits, and so are the results: each by 2^-9 of its size at most. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void theProcessorsProductEqualsTheGenericOneButForRounding(int bits) {
        try (CheckpointDirectory checkpoint = checkpoint(bits, 32, true);
                DecoderModel model = DecoderModel.load(session, checkpoint);
                PackedWeights fast = new PackedWeights(session, checkpoint, ComputeType.BFLOAT16);
                PackedWeights generic = new PackedWeights(session, checkpoint, ComputeType.FLOAT32);
                TensorScope scope = session.scope()) {
            NDArray x = session.floats(scope.manager(), ramp(3 * TinyModels.NEURONS), 1, 3, TinyModels.NEURONS);

            NDList numbers = generic.read(scope.manager(), DOWN);
            NDList operand = fast.read(scope.manager(), DOWN);

            assertThat(numbers.get(1).getShape().dimension()).isEqualTo(2);
            assertThat(operand.get(1).getShape().dimension()).isEqualTo(3);
            assertThat(distance(product(model, scope, x, operand), product(model, scope, x, numbers)))
                    .isPositive()
                    .isLessThan(0.005);
        }
    }

    @Test
    void groupsThatTheProcessorsProductDoesNotTakeAreMultipliedAllTheSame() {
        try (CheckpointDirectory checkpoint = checkpoint(4, 16, true);
                DecoderModel whole = DecoderModel.load(session, checkpoint);
                DecoderModel packed = DecoderModel.loadPacked(session, checkpoint, ComputeType.BFLOAT16)) {
            assertThat(distance(logits(packed), logits(whole))).isPositive().isLessThan(0.03);
        }
    }

    /** Rows in whole blocks of the processor's operator, so that weights of one input are joined. */
    @Test
    void inBfloat16JoinedWeightsScoreAsTheDequantizedModelButForRounding() {
        ObjectNode json = TinyModels.config(512).toJson();
        json.put("num_key_value_heads", json.path("num_attention_heads").intValue());
        try (CheckpointDirectory checkpoint = checkpoint(new QuantizationConfig(4, 32, List.of()), json);
                DecoderModel whole = DecoderModel.load(session, checkpoint);
                DecoderModel packed = DecoderModel.loadPacked(session, checkpoint, ComputeType.BFLOAT16)) {
            assertThat(packed.isJoined()).isTrue();
            assertThat(distance(logits(packed), logits(whole))).isPositive().isLessThan(0.03);
            assertThat(continued(packed, 1)).containsExactly(continued(whole, 1));
        }
    }

    @Test
    void aModelWithoutPackedWeightsLoadsAsEver() {
        Path plain = TinyModels.write(folder.resolve("plain"), 1);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(plain);
                DecoderModel whole = DecoderModel.load(session, checkpoint);
                DecoderModel packed = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32)) {
            assertThat(packed.isPacked()).isFalse();
            assertThat(packed.weights()).usingRecursiveComparison().isEqualTo(whole.weights());
        }
    }

    @Test
    void givesNoParametersForTraining() {
        try (CheckpointDirectory checkpoint = checkpoint(4, 32, true);
                DecoderModel packed = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32)) {
            assertThatThrownBy(packed::parameters)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("packed");
            assertThatThrownBy(() -> packed.weight(DOWN)).hasMessageContaining("packed");
        }
    }

    private float[] product(DecoderModel model, TensorScope scope, NDArray x, NDList parts) {
        return TorchSession.toFloats(model.kernels().tensor(scope.manager(), "product", x, parts, 0, 0));
    }

    /** Scores in float32, whatever they were computed in. */
    private float[] logits(DecoderModel model) {
        try (TensorScope scope = session.scope();
                Kernels kernels = Kernels.compile(session.device(), "tensors")) {
            NDArray found = model.logits(scope.manager(), TokenBatch.single(text()));
            return TorchSession.toFloats(
                    kernels.tensor(scope.manager(), "converted", found, ComputeType.FLOAT32.code()));
        }
    }

    private static int[] text() {
        return IntStream.range(0, 20).map(i -> 7 * i + 3).toArray();
    }

    private static float[] ramp(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i * 37 % 101 - 50) / 30f;
        }
        return values;
    }

    /** Root of the mean square of what two differ by, of the second's. */
    private static double distance(float[] found, float[] wanted) {
        double off = 0;
        double size = 0;
        for (int i = 0; i < wanted.length; i++) {
            off += Math.pow(found[i] - wanted[i], 2);
            size += Math.pow(wanted[i], 2);
        }
        return Math.sqrt(off / size);
    }

    /** A packed checkpoint; where the head is not tied, it is packed too. */
    private CheckpointDirectory checkpoint(int bits, int groupSize, boolean tied) {
        return checkpoint(new QuantizationConfig(bits, groupSize, List.of()), tied);
    }

    private CheckpointDirectory checkpoint(QuantizationConfig packing, boolean tied) {
        ObjectNode json = TinyModels.config(512).toJson();
        json.put("tie_word_embeddings", tied);
        return checkpoint(packing, json);
    }

    private CheckpointDirectory checkpoint(QuantizationConfig packing, ObjectNode json) {
        ModelConfig config = ModelConfig.parse(json);
        Path floating = TinyModels.write(folder.resolve("floating"), config, TinyModels.weights(config, 1));
        Path target = folder.resolve("packed");
        try (CheckpointDirectory source = CheckpointDirectory.open(floating)) {
            new CheckpointQuantizer(packing).quantize(source, target, WorkProgress.NONE);
        }
        return CheckpointDirectory.open(target);
    }
}
