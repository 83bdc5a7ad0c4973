package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerMeasureTest {
    private static final PruneParameters HALF =
            new PruneParameters(0, 0, 0.5, 32, 8, 32).withLayerMeasure(LayerMeasure.PERPLEXITY);

    @TempDir
    Path folder;

    @Test
    void tellsHowFarTheLossesWithoutLayersAre() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        List<String> told = new ArrayList<>();

        prune(parent, (done, total, unit) -> told.add(done + "/" + total + " " + unit));

        assertThat(told)
                .containsExactly("1/2 layer", "2/2 layer", "1/2 loss without a layer", "2/2 loss without a layer");
        try (CheckpointDirectory result = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(result.config().numHiddenLayers()).isEqualTo(1);
        }
    }

    @Test
    void refusesAModelWhoseLossIsNoNumber() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 2);
        weights.get("model.norm.weight")[3] = Float.NaN;
        Path parent = TinyModels.write(folder.resolve("parent"), TinyModels.config(), weights);

        assertThatThrownBy(() -> prune(parent, WorkProgress.NONE))
                .isInstanceOf(SaliencyException.class)
                .hasMessageContaining("the influence of layer 0 is NaN");
    }

    private void prune(Path parent, WorkProgress progress) {
        Path text = TinyModels.home().resolve("data/austen-calibration.txt");
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2))) {
            new ActivationPruner(session, HALF)
                    .run(parent, text, folder.resolve("output"), folder.resolve("before-requantize"), progress);
        }
    }
}
