package dev.ordo.distiller.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.testing.FootprintProbe;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.StepOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillationFootprintTest {
    @TempDir
    Path directory;

    @Test
    void takesAtMostWhatItSaysAndAtLeastHalfOfIt() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(DistillationFootprintTest.class, directory);
    }

    @Test
    void takesAtMostWhatItSaysWhereGradientsAreAddedUpAndHiddenStatesCompared() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(Accumulated.class, directory);
    }

    @Test
    void takesAtMostWhatItSaysInMixedPrecisionWithCheckpointingAndMeasuring() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(Mixed.class, directory);
    }

    @Test
    void everyWayToSaveMemorySaysSo() {
        ModelConfig config = TinyModels.config();

        long whole = activations(config, StepOptions.FLOAT32);
        assertThat(activations(config, new StepOptions(ComputeType.FLOAT32, true)))
                .isLessThan(whole);
        assertThat(activations(config, new StepOptions(ComputeType.FLOAT32, false, 2)))
                .isLessThan(whole / 2);
        assertThat(activations(config, StepOptions.MIXED)).isLessThan(whole);
    }

    @Test
    void aTeacherThatTheLossDoesNotLookAtTakesNothing() {
        ModelConfig student = TinyModels.config();
        DistillationParameters untaught =
                new DistillationParameters(10, 16, 2, 1e-3, 0.1, 0, 0, new Loss(1, 0, Divergence.FORWARD_KL, 2), 1, 1);

        assertThat(said(student, parameters(8))).containsKey("teacher");
        assertThat(said(student, untaught)).doesNotContainKey("teacher");
    }

    private static Map<String, Long> said(ModelConfig config, DistillationParameters parameters) {
        return DistillationFootprint.of(config, config, parameters, new PackedStudent.Dequantized(), 1000, 0)
                .host(FootprintProbe.OPTIONS);
    }

    private static long activations(ModelConfig config, StepOptions options) {
        return said(config, parameters(8).with(options)).get("activations");
    }

    /**
     * Measures in a process of its own, with the divergence that has the most temporaries: a checkpoint, a text, an empty directory, and how
     * many sequences a step has.
     */
    public static void main(String[] arguments) throws IOException {
        measure(arguments, parameters(batch(arguments)), 0);
    }

    /** As the other, two sequences at a time, with hidden states compared. */
    static final class Accumulated {
        public static void main(String[] arguments) throws IOException {
            StepOptions two = new StepOptions(ComputeType.FLOAT32, false, 2);
            Loss hidden = new Loss(0.7, 0.3, Divergence.JENSEN_SHANNON, 2, 1);
            measure(arguments, parameters(batch(arguments)).with(two).with(hidden), 0);
        }
    }

    /** As the other, with products in bfloat16, and inputs of layers kept alone, and measured in between. */
    static final class Mixed {
        public static void main(String[] arguments) throws IOException {
            StepOptions mixed = new StepOptions(ComputeType.BFLOAT16, true);
            measure(arguments, parameters(batch(arguments)).with(mixed), 8192);
        }
    }

    private static int batch(String[] arguments) {
        return arguments.length > 3 ? Integer.parseInt(arguments[3]) : 8;
    }

    private static void measure(String[] arguments, DistillationParameters parameters, long scored) throws IOException {
        Path model = Path.of(arguments[0]);
        Path text = Path.of(arguments[1]);
        Path directory = Path.of(arguments[2]);
        ModelConfig config = ModelConfig.read(model.resolve("config.json"));
        Footprint said = DistillationFootprint.of(
                config, config, parameters, new PackedStudent.Dequantized(), 2 * Files.size(text), scored);
        HeldOutTexts heldOut = scored == 0 ? HeldOutTexts.NONE : new HeldOutTexts(Map.of("same", text), 1, scored);
        DistillationInputs inputs = new DistillationInputs(model, model, text, heldOut);
        FootprintProbe.measure(said, () -> distill(inputs, directory, parameters), directory);
    }

    private static DistillationParameters parameters(int batch) {
        return new DistillationParameters(
                2, 256, batch, 1e-4, 0.1, 0, 0, new Loss(0.7, 0.3, Divergence.JENSEN_SHANNON, 2), 1, 1);
    }

    private static void distill(DistillationInputs inputs, Path directory, DistillationParameters parameters) {
        try (TorchSession session = TorchSession.open(FootprintProbe.OPTIONS)) {
            new Distillation(session, parameters)
                    .run(
                            inputs,
                            directory.resolve("output"),
                            directory.resolve("before"),
                            WorkProgress.NONE,
                            new SavingAlways(directory));
        }
    }
}
