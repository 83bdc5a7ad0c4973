package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.NormalFloat4;
import dev.ordo.model.quantization.RoundToNearest;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FakeQuantizationTest {
    private static final int GROUP = 32;
    private static final String PACKED = "model.layers.0.mlp.up_proj.weight";
    private static final TokenBatch BATCH = TokenBatch.single(new int[] {5, 9, 2, 700, 31, 8, 4000, 12, 77});

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8})
    void takesPackedWeightsBitForBitAsTheyAreDequantizedAndTheOthersAsTheyAre(int bits) {
        assertTakenAsPacked(
                QuantizationConfig.allButHead(bits, GROUP).withBits(Map.of(QuantizationConfig.EMBEDDING, 8)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8})
    void takesWeightsWithZeroPointsBitForBitAsTheyAreDequantized(int bits) {
        assertTakenAsPacked(QuantizationConfig.allButHead(bits, GROUP).withNumbers(NumberFormat.ASYMMETRIC_INTEGERS));
    }

    @Test
    void takesWeightsInNf4BitForBitAsTheyAreDequantized() {
        assertTakenAsPacked(QuantizationConfig.nf4AllButHead());
    }

    private void assertTakenAsPacked(QuantizationConfig packing) {
        ModelConfig config = TinyModels.config();
        ModelConfig packed = config.withQuantization(packing);
        Map<String, float[]> weights = awkward(config);
        try (DecoderModel model = DecoderModel.of(session, config, weights::get);
                TensorScope scope = session.scope()) {
            FakeQuantization quantization = new FakeQuantization(model, packed);
            NDList found = quantization.weights(scope);

            TensorLayout layout = TensorLayout.of(packed);
            for (int i = 0; i < found.size(); i++) {
                String name = model.layout().names().get(i);
                float[] expected = layout.packed(name)
                        .map(each -> dequantized(each, weights.get(name)))
                        .orElse(weights.get(name));
                assertThat(signless(TorchSession.toFloats(found.get(i))))
                        .as(name)
                        .containsExactly(signless(expected));
            }
        }
    }

    /** The values, zeros without their sign. */
    private static float[] signless(float[] values) {
        float[] plain = values.clone();
        for (int i = 0; i < plain.length; i++) {
            plain[i] += 0f;
        }
        return plain;
    }

    private static float[] dequantized(PackedLayout layout, float[] weights) {
        return layout.numbers() == NumberFormat.NF4
                ? NormalFloat4.quantize(layout, weights).dequantize()
                : RoundToNearest.quantize(layout, weights).dequantize();
    }

    /** Not exact in bfloat16, of many sizes; the first groups of each are all zeros. */
    private static Map<String, float[]> awkward(ModelConfig config) {
        Random random = new Random(1);
        Map<String, float[]> weights = new TreeMap<>();
        TinyModels.weights(config, 1).forEach((name, like) -> {
            float[] values = new float[like.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(5) - 3));
            }
            Arrays.fill(values, 0, Math.min(2 * GROUP, values.length), 0);
            weights.put(name, values);
        });
        return weights;
    }

    static Stream<Loss> losses() {
        return Stream.of(
                Loss.CROSS_ENTROPY,
                new Loss(0.7, 0.3, Divergence.FORWARD_KL, 2, 0.5),
                new Loss(0, 0, Divergence.FORWARD_KL, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void findsForTheMastersTheGradientAtThePackedWeights(Loss loss) {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);
        try (CheckpointDirectory masters = CheckpointDirectory.open(folder.resolve("packed-floating"));
                CheckpointDirectory result = CheckpointDirectory.open(packed);
                DecoderModel student = DecoderModel.load(session, masters);
                DecoderModel dequantized = DecoderModel.load(session, result);
                CheckpointDirectory other = CheckpointDirectory.open(TinyModels.write(folder.resolve("teacher"), 2));
                DecoderModel teacher = DecoderModel.load(session, other);
                TensorScope scope = session.scope()) {
            FakeQuantization quantization = new FakeQuantization(student, result.config());
            try (LossGradients found = gradients(student, teacher, loss, quantization::weights);
                    LossGradients expected = gradients(dequantized, teacher, loss, any -> dequantized.parameters())) {
                assertThat(found.compute(scope, BATCH).toDoubleArray())
                        .isEqualTo(expected.compute(scope, BATCH).toDoubleArray());
                for (int i = 0; i < found.gradients().size(); i++) {
                    assertThat(TorchSession.toFloats(found.gradients().get(i)))
                            .as(student.layout().names().get(i))
                            .isEqualTo(
                                    TorchSession.toFloats(expected.gradients().get(i)));
                }
            }
            assertThat(student.weight(PACKED)).isNotEqualTo(dequantized.weight(PACKED));
        }
    }

    private static LossGradients gradients(
            DecoderModel model, DecoderModel teacher, Loss loss, LossGradients.ForwardWeights weights) {
        return new LossGradients(model, teacher, loss, StepOptions.FLOAT32, weights);
    }
}
