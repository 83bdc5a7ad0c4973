package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.decoder.MlpSaliency;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.GoldenNumbers;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against hooks on transformers' Qwen2 (tools/golden/saliency.py), whose forward pass is float32 and whose norm is float64.
 * Tolerance 1e-5 of the value: both passes round to 2^-24 in every operation, and sum some hundred terms in another order.
 */
class SaliencyGoldenTest {
    private final GoldenNumbers golden = GoldenNumbers.beside(SaliencyGoldenTest.class, "saliency.json");

    @TempDir
    Path folder;

    @Test
    void measuresTheSaliencyThatTheReferenceMeasures() {
        float[][] saliency = saliency();

        double[][] expected = golden.matrix("saliency");
        for (int layer = 0; layer < expected.length; layer++) {
            for (int neuron = 0; neuron < expected[layer].length; neuron++) {
                assertThat((double) saliency[layer][neuron])
                        .isCloseTo(expected[layer][neuron], within(1e-5 * expected[layer][neuron] + 1e-9));
            }
        }
    }

    @Test
    void keepsTheNeuronsThatTheReferenceKeeps() {
        float[][] saliency = saliency();

        double[][] expected = golden.matrix("kept");
        for (int layer = 0; layer < expected.length; layer++) {
            int[] kept = Arrays.stream(expected[layer])
                    .mapToInt(index -> (int) index)
                    .toArray();
            assertThat(NeuronSelection.strongest(saliency[layer], kept.length)).isEqualTo(kept);
        }
    }

    private float[][] saliency() {
        GoldenSequences sequences = GoldenSequences.of(golden);
        ModelConfig config = TinyModels.config(64).withTorchDtype(DType.F32);
        Path model = TinyModels.write(folder.resolve("model"), config, TinyModels.weights(config, 7));
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2));
                CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            List<TokenBatch> batches = sequences.split(sequences.count() / 2);
            return MlpSaliency.measure(decoder, batches, WorkProgress.NONE);
        }
    }
}
