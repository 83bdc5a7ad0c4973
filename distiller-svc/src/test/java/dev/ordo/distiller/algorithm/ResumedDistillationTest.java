package dev.ordo.distiller.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.WorkPoints;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.StepOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumedDistillationTest {
    private static final int STEPS = 9;
    private static final DistillationParameters PARAMETERS = new DistillationParameters(
            STEPS, 32, 4, 1e-3, 0.1, 0.3, 0.1, new Loss(0.7, 0.3, Divergence.FORWARD_KL, 2), 1, 1);

    @TempDir
    Path folder;

    private final List<Long> told = new ArrayList<>();
    private DistillationParameters parameters = PARAMETERS;
    private PackedStudent packed = new PackedStudent.Dequantized();
    private DistillationInputs inputs;

    @BeforeEach
    void writeModels() {
        inputs = new DistillationInputs(
                TinyModels.writePacked(folder.resolve("parent"), 1),
                TinyModels.write(folder.resolve("teacher"), 2),
                TinyModels.home().resolve("data/austen-kd.txt"));
    }

    @RepeatedTest(3)
    void killedAtARandomStepGoesOnElsewhereToTheSameBytes(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int saved = 1 + random.nextInt(STEPS - 2);
        int killed = saved + random.nextInt(STEPS - saved);
        run("whole", WorkPoints.NONE, STEPS + 1);
        Points points = new Points(saved);

        assertThatThrownBy(() -> run("killed", points, killed)).hasMessage("killed at " + killed);
        run("resumed", points, STEPS + 1);

        assertThat(told.get(0)).isEqualTo(saved + 1L);
        assertThat(CheckpointDigest.of(folder.resolve("resumed")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("whole")));
    }

    @Test
    void goesOnWithAdaptersToTheSameBytes() {
        packed = new PackedStudent.Frozen(new AdapterConfig(4, 8, AdapterConfig.MODULES), 1e-3);
        run("whole", WorkPoints.NONE, STEPS + 1);
        Points points = new Points(4);

        assertThatThrownBy(() -> run("killed", points, 6)).hasMessage("killed at 6");
        run("resumed", points, STEPS + 1);

        assertThat(told.get(0)).isEqualTo(5);
        assertThat(folder.resolve("point/state.safetensors"))
                .satisfies(file -> assertThat(Files.size(file))
                        .isLessThan(Files.size(inputs.teacher().resolve("model.safetensors"))));
        assertThat(CheckpointDigest.of(folder.resolve("resumed")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("whole")));
    }

    @Test
    void goesOnInPartsOfABatchInBfloat16ToTheSameBytes() {
        parameters = PARAMETERS.with(new StepOptions(ComputeType.BFLOAT16, true, 3));
        run("whole", WorkPoints.NONE, STEPS + 1);

        assertThatThrownBy(() -> run("killed", new Points(4), 6)).hasMessage("killed at 6");
        run("resumed", new Points(STEPS), STEPS + 1);

        assertThat(told.get(0)).isEqualTo(5);
        assertThat(CheckpointDigest.of(folder.resolve("resumed")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("whole")));
    }

    @Test
    void goesOnWithTheWholeCurveOfWhatWasMeasured() {
        Path text = TinyModels.home().resolve("data/austen-heldout.txt");
        inputs = new DistillationInputs(
                inputs.parent(), inputs.teacher(), inputs.data(), new HeldOutTexts(Map.of("novel", text), 2, 512));
        List<HeldOutScore> whole = run("whole", WorkPoints.NONE, STEPS + 1);

        assertThatThrownBy(() -> run("killed", new Points(4), 6)).hasMessage("killed at 6");
        List<HeldOutScore> resumed = run("resumed", new Points(STEPS), STEPS + 1);

        assertThat(told.get(0)).isEqualTo(5);
        assertThat(resumed).isEqualTo(whole);
        assertThat(resumed).extracting(HeldOutScore::step).containsExactly(0, 2, 4, 6, 8, 9);
        assertThat(CheckpointDigest.of(folder.resolve("resumed")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("whole")));
    }

    @Test
    void savesNothingAfterTheLastStep() {
        Points points = new Points(STEPS);

        run("whole", points, STEPS + 1);

        assertThat(points.latest()).isEmpty();
    }

    /** In a session of its own, as another worker's. */
    private List<HeldOutScore> run(String output, WorkPoints points, int killed) {
        WorkProgress progress = (done, total, unit) -> {
            if (unit.equals("step")) {
                told.add(done);
                if (done == killed) {
                    throw new IllegalStateException("killed at " + done);
                }
            }
        };
        told.clear();
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2))) {
            Path target = folder.resolve(output);
            return new Distillation(session, parameters, packed)
                    .run(inputs, target, target.resolve("before-requantize"), progress, points);
        }
    }

    /** Is due at one step. */
    private final class Points implements WorkPoints {
        private final int due;

        Points(int due) {
            this.due = due;
        }

        @Override
        public Optional<Path> latest() {
            return Optional.of(folder.resolve("point")).filter(Files::exists);
        }

        @Override
        public boolean due() {
            long last = told.isEmpty() ? 0 : told.get(told.size() - 1);
            return latest().isEmpty() && last == due - 1;
        }

        @Override
        public void save(long done, String unit, Consumer<Path> writer) {
            assertThat(done).isEqualTo(due);
            try {
                writer.accept(Files.createDirectory(folder.resolve("point")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
