package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlpSaliencyTest {
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void givesNoSaliencyToANeuronWhoseInputsAreZero() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 1);
        Arrays.fill(weights.get("model.layers.1.mlp.up_proj.weight"), 5 * TinyModels.HIDDEN, 6 * TinyModels.HIDDEN, 0);

        float[][] saliency = measure(weights, TokenBatch.single(new int[] {1, 2, 3, 4}));

        assertThat(saliency[1][5]).isZero();
        assertThat(saliency[1][4]).isPositive();
        assertThat(saliency[0][5]).isPositive();
    }

    @Test
    void takesAllBatchesForOne() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 1);
        TokenBatch first = TokenBatch.single(new int[] {1, 2, 3});
        TokenBatch second = TokenBatch.single(new int[] {4, 5, 6});

        float[][] apart = measure(weights, first, second);

        float[][] together = measure(weights, new TokenBatch(new long[] {1, 2, 3, 4, 5, 6}, 2, 3));
        for (int layer = 0; layer < apart.length; layer++) {
            assertThat(apart[layer]).usingComparatorWithPrecision(1e-6f).containsExactly(together[layer]);
        }
    }

    @Test
    void refusesCalibrationSequencesOfDifferentLengths() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 1);

        assertThatThrownBy(() ->
                        measure(weights, TokenBatch.single(new int[] {1, 2}), TokenBatch.single(new int[] {1, 2, 3})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("calibration sequences must have 2 tokens, had 3");
    }

    @Test
    void hasNoSaliencyWithoutText() {
        assertThatThrownBy(() -> measure(TinyModels.weights(TinyModels.config(), 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no calibration batch");
    }

    private float[][] measure(Map<String, float[]> weights, TokenBatch... batches) {
        Path model = folder.resolve("model" + batches.length);
        TinyModels.write(model, TinyModels.config(), weights);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            return MlpSaliency.measure(decoder, List.of(batches), WorkProgress.NONE);
        }
    }
}
