package dev.ordo.pruner.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.testing.FootprintProbe;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningFootprintTest {
    @TempDir
    Path directory;

    @Test
    void takesAtMostWhatItSaysAndAtLeastHalfOfIt() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(PruningFootprintTest.class, directory);
    }

    /** Measures in a process of its own: a checkpoint, a text, an empty directory. */
    public static void main(String[] arguments) throws IOException {
        measure(new PruneParameters(0.1, 0, 0, 64, 32, 256), arguments);
    }

    static void measure(PruneParameters parameters, String... arguments) throws IOException {
        Path model = Path.of(arguments[0]);
        Path text = Path.of(arguments[1]);
        Path directory = Path.of(arguments[2]);
        Footprint said = PruningFootprint.of(
                ModelConfig.read(model.resolve("config.json")), parameters, false, Files.size(text));
        FootprintProbe.measure(said, () -> prune(model, text, directory, parameters), directory);
    }

    private static void prune(Path model, Path text, Path directory, PruneParameters parameters) {
        try (TorchSession session = TorchSession.open(FootprintProbe.OPTIONS)) {
            new ActivationPruner(session, parameters)
                    .run(model, text, directory.resolve("output"), directory.resolve("before"), WorkProgress.NONE);
        }
    }
}
