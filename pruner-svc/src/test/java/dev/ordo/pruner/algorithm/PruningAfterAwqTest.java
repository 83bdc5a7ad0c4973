package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.testing.AwqModels;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P after Q by AWQ in the arm requantize: what AWQ folded into norms stays there, and integers are rounded to nearest. */
class PruningAfterAwqTest {
    private static final QuantizationConfig PACKING = QuantizationConfig.allButHead(4, 32);

    @TempDir
    Path folder;

    @Test
    void packsAgainByRoundingToNearestAndKeepsTheScaledNorms() {
        Path parent = AwqModels.write(folder.resolve("parent"), 1, PACKING);
        Path pruned = folder.resolve("pruned");
        Path floating = pruned.resolve("before-requantize");

        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2))) {
            new ActivationPruner(session, new PruneParameters(0.5, 0, 0, 32, 8, 32))
                    .run(
                            parent,
                            TinyModels.home().resolve("data/austen-calibration.txt"),
                            pruned,
                            floating,
                            WorkProgress.NONE);
        }

        AwqModels.assertIsRoundedToNearest(pruned, PACKING, floating);
        String norm = "model.layers.1.post_attention_layernorm.weight";
        String query = "model.layers.1.self_attn.q_proj.weight";
        try (CheckpointDirectory before = CheckpointDirectory.open(AwqModels.floating(parent));
                CheckpointDirectory awq = CheckpointDirectory.open(parent);
                CheckpointDirectory cut = CheckpointDirectory.open(floating);
                CheckpointDirectory after = CheckpointDirectory.open(pruned)) {
            assertThat(after.config().intermediateSize()).isEqualTo(TinyModels.NEURONS / 2);
            assertThat(after.readFloat32(norm)).isEqualTo(awq.readFloat32(norm)).isNotEqualTo(before.readFloat32(norm));
            assertThat(cut.readFloat32(query)).isEqualTo(awq.readFloat32(query));
        }
    }
}
