package dev.ordo.distiller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.StageWork;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.testing.AwqModels;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** KD after Q by AWQ in the arm requantize: it trains the scaled weights and norms, and integers are rounded to nearest. */
class DistillingAfterAwqTest {
    private static final QuantizationConfig PACKING = QuantizationConfig.allButHead(4, 32);
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    @TempDir
    Path folder;

    @Test
    void packsAgainByRoundingToNearestWhatItTrained() {
        Path parent = AwqModels.write(folder.resolve("parent"), 1, PACKING);
        Path output = folder.resolve("output");
        DistillRecipe recipe = new ObjectMapper()
                .convertValue(Map.of("tokens", 300, "sequenceLength", 32, "batchSize", 4), DistillRecipe.class);
        StageInputs inputs = new StageInputs(
                new StageWork(
                        recipe,
                        Arm.REQUANTIZE,
                        new DatasetRef("kd", DIGEST, "datasets/kd"),
                        new CheckpointRef(DIGEST, "checkpoints/teacher", 1L),
                        1L),
                parent,
                Optional.of(TinyModels.write(folder.resolve("teacher"), 2)),
                Optional.of(TinyModels.home().resolve("data/austen-kd.txt")));

        new DistillerTask(new Settings(2, "cpu"), new TrainingMeters(new SimpleMeterRegistry()))
                .run(inputs, output, (done, total, unit) -> {});

        Path trained = output.resolve(StageOutput.BEFORE_REQUANTIZE);
        AwqModels.assertIsRoundedToNearest(output, PACKING, trained);
        String norm = "model.layers.1.post_attention_layernorm.weight";
        try (CheckpointDirectory before = CheckpointDirectory.open(AwqModels.floating(parent));
                CheckpointDirectory awq = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(output)) {
            float[] scaled = awq.readFloat32(norm);
            assertThat(distance(after.readFloat32(norm), scaled))
                    .isLessThan(distance(before.readFloat32(norm), scaled));
        }
    }

    private static double distance(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs(one[i] - other[i]);
        }
        return sum;
    }

    private record Settings(int threads, String device) implements DistillerSettings {}
}
