package dev.ordo.distiller.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.testing.FootprintProbe;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillationFootprintTest {
    @TempDir
    Path directory;

    @Test
    void takesAtMostWhatItSaysAndAtLeastHalfOfIt() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(DistillationFootprintTest.class, directory);
    }

    /** Measures in a process of its own, with the divergence that has the most temporaries: a checkpoint, a text, an empty directory, and how many sequences a step has. */
    public static void main(String[] arguments) throws IOException {
        Path model = Path.of(arguments[0]);
        Path text = Path.of(arguments[1]);
        Path directory = Path.of(arguments[2]);
        int batch = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 8;
        DistillationParameters parameters = new DistillationParameters(
                2, 256, batch, 1e-4, 0.1, 0, 0, Divergence.JENSEN_SHANNON, 2, 0.7, 0.3, 1, 1);
        ModelConfig config = ModelConfig.read(model.resolve("config.json"));
        Footprint said =
                DistillationFootprint.of(config, config, parameters, new PackedStudent.Dequantized(), Files.size(text));
        FootprintProbe.measure(said, () -> distill(model, text, directory, parameters), directory);
    }

    private static void distill(Path model, Path text, Path directory, DistillationParameters parameters) {
        try (TorchSession session = TorchSession.open(FootprintProbe.OPTIONS)) {
            new Distillation(session, parameters)
                    .run(
                            new DistillationInputs(model, model, text),
                            directory.resolve("output"),
                            directory.resolve("before"),
                            WorkProgress.NONE,
                            new SavingAlways(directory));
        }
    }
}
