package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.MlpActivations;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Against hooks on transformers' Qwen2 (tools/golden/saliency.py), whose forward pass is float32 and whose norm is float64.
 * Tolerance 1e-5 of the value: both passes round to 2^-24 in every operation, and sum some hundred terms in another order.
 */
class SaliencyGoldenTest {
    private final JsonNode golden = golden();

    @Test
    void measuresTheSaliencyThatTheReferenceMeasures() {
        float[][] saliency = saliency();

        for (int layer = 0; layer < saliency.length; layer++) {
            for (int neuron = 0; neuron < saliency[layer].length; neuron++) {
                double expected = golden.get("saliency").get(layer).get(neuron).asDouble();
                assertThat((double) saliency[layer][neuron]).isCloseTo(expected, within(1e-5 * expected + 1e-9));
            }
        }
    }

    @Test
    void keepsTheNeuronsThatTheReferenceKeeps() {
        float[][] saliency = saliency();

        for (int layer = 0; layer < saliency.length; layer++) {
            JsonNode expected = golden.get("kept").get(layer);
            assertThat(NeuronSelection.strongest(saliency[layer], expected.size()))
                    .isEqualTo(ints(expected));
        }
    }

    private float[][] saliency() {
        int sequences = golden.get("sequences").asInt();
        int length = golden.get("length").asInt();
        ModelConfig config = TinyModels.config(64);
        Map<String, float[]> weights = TinyModels.weights(config, 7);
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2));
                DecoderModel model = DecoderModel.of(session, config, weights::get);
                MlpActivations activations = new MlpActivations(model, length)) {
            int[] tokens = new int[sequences * length];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = (31 * i * i + 7 * i) % 64;
            }
            int half = sequences / 2;
            activations.add(TokenBatch.of(tokens, 0, half, length));
            activations.add(TokenBatch.of(tokens, half * length, sequences - half, length));
            return activations.saliency();
        }
    }

    private static int[] ints(JsonNode numbers) {
        int[] values = new int[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).asInt();
        }
        return values;
    }

    private static JsonNode golden() {
        try (InputStream in = SaliencyGoldenTest.class.getResourceAsStream("saliency.json")) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
