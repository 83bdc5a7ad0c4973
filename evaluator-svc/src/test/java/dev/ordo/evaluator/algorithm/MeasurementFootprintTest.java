package dev.ordo.evaluator.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.testing.FootprintProbe;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementFootprintTest {
    private static final long MAX_TOKENS = 8192;

    @TempDir
    Path directory;

    @Test
    void takesAtMostWhatItSaysAndAtLeastHalfOfIt() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(MeasurementFootprintTest.class, directory);
    }

    /** Measures in a process of its own: a checkpoint, a text, an empty directory. */
    public static void main(String[] arguments) throws IOException {
        Path model = Path.of(arguments[0]);
        Path text = Path.of(arguments[1]);
        Path directory = Path.of(arguments[2]);
        ModelConfig config = ModelConfig.read(model.resolve("config.json"));
        Footprint said = MeasurementFootprint.of(config, config, List.of(Files.size(text)), MAX_TOKENS);
        FootprintProbe.measure(said, () -> evaluate(model, text, directory), directory);
    }

    private static void evaluate(Path model, Path text, Path directory) {
        MeasurementInputs inputs =
                new MeasurementInputs(model, Optional.empty(), model, "digest", Map.of("text", text), MAX_TOKENS);
        try (TorchSession session = TorchSession.open(FootprintProbe.OPTIONS)) {
            new Measurement(session, new BaselineRecords(directory, Long.MAX_VALUE)).run(inputs, WorkProgress.NONE);
        }
    }
}
