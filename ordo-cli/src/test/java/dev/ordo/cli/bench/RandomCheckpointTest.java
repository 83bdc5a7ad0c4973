package dev.ordo.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.cli.CommandFailure;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointExistsException;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.safetensors.DType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomCheckpointTest {
    private static final Path TOKENIZER = Path.of(System.getProperty("ordo.home"), "models", "tokenizer");

    @TempDir
    private Path directory;

    @Test
    void dependsOnTheSeedAlone() {
        String once = CheckpointDigest.of(write("once", 1));

        assertThat(CheckpointDigest.of(write("again", 1))).isEqualTo(once);
        assertThat(CheckpointDigest.of(write("other", 2))).isNotEqualTo(once);
    }

    @Test
    void drawsMatricesThatLetSignalsThroughAndSetsNormsToOne() {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(write("model", 1))) {
            assertThat(deviation(checkpoint.readFloat32("model.layers.0.mlp.up_proj.weight")))
                    .isCloseTo(0.02, within(1e-4));
            assertThat(deviation(checkpoint.readFloat32("model.layers.0.mlp.down_proj.weight")))
                    .isCloseTo(0.02 / Math.sqrt(2), within(1e-4));
            assertThat(checkpoint.readFloat32("model.norm.weight")).containsOnly(1);
        }
    }

    @Test
    void knowsTheShapesOfPublishedModels() {
        ModelConfig small = ModelShape.named("smollm2-135m").config();
        ModelConfig large = ModelShape.named("qwen2.5-3b").config();

        assertThat(TensorLayout.of(small).storedBytes(DType.BF16)).isEqualTo(2 * 134_515_008L);
        assertThat(TensorLayout.of(large).storedBytes(DType.BF16)).isEqualTo(2 * 3_085_938_688L);
    }

    @Test
    void namesTheShapesThereAreWhereAnotherIsAskedFor() {
        assertThatThrownBy(() -> ModelShape.named("gpt-9"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("no shape named gpt-9; expected one of smollm2-135m, qwen2.5-3b");
    }

    @Test
    void overwritesNothing() {
        Path target = write("model", 1);

        assertThatThrownBy(() -> write("model", 2)).isInstanceOf(CheckpointExistsException.class);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(target)) {
            assertThat(checkpoint.tensorNames()).isNotEmpty();
        }
    }

    private Path write(String name, long seed) {
        Path target = directory.resolve(name);
        new RandomCheckpoint(oneLayer(), seed).write(target, TOKENIZER, WorkProgress.NONE);
        return target;
    }

    private static ModelConfig oneLayer() {
        ObjectNode json = ModelShape.named("smollm2-135m").config().toJson();
        json.put("num_hidden_layers", 1).put("vocab_size", 4096);
        return ModelConfig.parse(json);
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares / values.length);
    }
}
