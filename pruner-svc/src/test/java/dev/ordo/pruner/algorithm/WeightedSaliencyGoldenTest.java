package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.decoder.WeightedSaliency;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.GoldenNumbers;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against hooks on transformers' Qwen2 (tools/golden/weighted.py). Tolerance 1e-5 of the value, as in {@link SaliencyGoldenTest}. */
class WeightedSaliencyGoldenTest {
    private final GoldenNumbers golden = GoldenNumbers.beside(WeightedSaliencyGoldenTest.class, "weighted.json");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(WeightedSaliency.Measure.class)
    void measuresTheSaliencyThatTheReferenceMeasures(WeightedSaliency.Measure measure) {
        float[][] saliency = saliency(measure);

        double[][] expected = golden.matrix(measure.name().toLowerCase(Locale.ROOT));
        for (int layer = 0; layer < expected.length; layer++) {
            assertThat(saliency[layer]).hasSameSizeAs(expected[layer]);
            for (int neuron = 0; neuron < expected[layer].length; neuron++) {
                assertThat((double) saliency[layer][neuron])
                        .isCloseTo(expected[layer][neuron], within(1e-5 * expected[layer][neuron]));
            }
        }
    }

    private float[][] saliency(WeightedSaliency.Measure measure) {
        GoldenSequences sequences = GoldenSequences.of(golden);
        ModelConfig config = TinyModels.config(64).withTorchDtype(DType.F32);
        Path model = TinyModels.write(folder.resolve("model"), config, TinyModels.weights(config, 7));
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2));
                CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                WeightedSaliency saliency = new WeightedSaliency(decoder, measure)) {
            List<TokenBatch> batches = sequences.split(sequences.count() / 2);
            decoder.run(batches, saliency);
            return saliency.byLayer();
        }
    }
}
