package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.decoder.OmissionLoss;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.GoldenNumbers;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against transformers' Qwen2 with one layer taken out at a time (tools/golden/omission.py). */
class OmissionGoldenTest {
    private final GoldenNumbers golden = GoldenNumbers.beside(OmissionGoldenTest.class, "omission.json");

    @TempDir
    Path folder;

    /** Logits of some units in float32, 2^-24 of them apart in some hundred operations; the mean of 186 losses is less so. */
    @Test
    void measuresTheLossesThatTheReferenceMeasures() {
        float[] losses = losses(2, 4);

        double[] expected = golden.matrix("losses")[0];
        assertThat(losses).hasSameSizeAs(expected);
        for (int layer = 0; layer < expected.length; layer++) {
            assertThat((double) losses[layer]).isCloseTo(expected[layer], within(2e-6));
        }
    }

    @Test
    void keepsTheLayersWithoutWhichTheReferenceLosesMost() {
        int[] kept = Arrays.stream(golden.matrix("kept")[0])
                .mapToInt(each -> (int) each)
                .toArray();

        assertThat(kept).containsExactly(0, 1, 3);
        assertThat(NeuronSelection.strongest(losses(6), kept.length)).isEqualTo(kept);
    }

    private float[] losses(int... sequences) {
        Path model = write();
        List<TokenBatch> batches = GoldenSequences.of(golden).batches(sequences);
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2));
                CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                OmissionLoss losses = new OmissionLoss(decoder, batches)) {
            decoder.run(batches, losses);
            return losses.byLayer(WorkProgress.NONE);
        }
    }

    private Path write() {
        ModelConfig config = TinyModels.with(
                TinyModels.config(64).withTorchDtype(DType.F32), Map.of("num_hidden_layers", golden.number("layers")));
        Map<String, float[]> weights = TinyModels.weights(config, 11);
        scale(weights, 0, 0.25f);
        scale(weights, 3, 0.5f);
        return TinyModels.write(folder.resolve("model"), config, weights);
    }

    private static void scale(Map<String, float[]> weights, int layer, float factor) {
        for (String part : List.of("self_attn.o_proj", "mlp.down_proj")) {
            float[] values = weights.get("model.layers." + layer + "." + part + ".weight");
            IntStream.range(0, values.length).forEach(i -> values[i] *= factor);
        }
    }
}
