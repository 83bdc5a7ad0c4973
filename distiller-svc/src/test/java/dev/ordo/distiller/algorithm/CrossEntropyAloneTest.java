package dev.ordo.distiller.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.NonFiniteLossException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the divergence weighs the least that is no zero, the teacher is loaded and compared with, and in float32 nothing comes of it. */
class CrossEntropyAloneTest {
    private static final DistillationParameters ALONE = parameters(0);
    private static final DistillationParameters BESIDE_A_TEACHER = parameters(Double.MIN_VALUE);

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(2));

    @TempDir
    Path folder;

    private Path parent;
    private Path teacher;

    @BeforeEach
    void writeModels() {
        parent = TinyModels.writePacked(folder.resolve("parent"), 1);
        teacher = TinyModels.write(folder.resolve("teacher"), 2);
    }

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @MethodSource("dev.ordo.distiller.algorithm.DistillationTest#students")
    void givesTheBytesThatItGivesBesideATeacher(PackedStudent student) {
        run(student, ALONE, teacher, "alone");
        run(student, BESIDE_A_TEACHER, teacher, "beside");

        assertThat(CheckpointDigest.of(folder.resolve("alone")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("beside")))
                .isNotEqualTo(CheckpointDigest.of(parent));
    }

    @Test
    void doesNotLookAtATeacherOfNoNumbers() {
        PackedStudent student = new PackedStudent.Dequantized();
        Path broken = broken();

        run(student, ALONE, teacher, "alone");
        run(student, ALONE, broken, "unseen");

        assertThat(CheckpointDigest.of(folder.resolve("unseen")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("alone")));
        assertThatThrownBy(() -> run(student, BESIDE_A_TEACHER, broken, "seen"))
                .isInstanceOf(NonFiniteLossException.class);
    }

    private Path broken() {
        ModelConfig config = TinyModels.config();
        Map<String, float[]> weights = TinyModels.weights(config, 2);
        weights.values().forEach(values -> Arrays.fill(values, Float.NaN));
        return TinyModels.write(folder.resolve("broken"), config, weights);
    }

    private void run(PackedStudent student, DistillationParameters parameters, Path teacher, String output) {
        Path target = folder.resolve(output);
        var inputs = new DistillationInputs(parent, teacher, TinyModels.home().resolve("data/austen-kd.txt"));
        new Distillation(session, parameters, student)
                .run(inputs, target, target.resolve("before-requantize"), WorkProgress.NONE);
    }

    private static DistillationParameters parameters(double divergence) {
        return new DistillationParameters(
                3, 32, 4, 3e-3, 0.1, 0.05, 0.01, new Loss(1, divergence, Divergence.FORWARD_KL, 2), 1, 1);
    }
}
