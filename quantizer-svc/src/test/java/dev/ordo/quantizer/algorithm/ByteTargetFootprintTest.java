package dev.ordo.quantizer.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.calibration.CalibrationText;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.testing.FootprintProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteTargetFootprintTest {
    @TempDir
    Path directory;

    @Test
    void takesAtMostWhatItSaysAndAtLeastHalfOfIt() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(ByteTargetFootprintTest.class, directory);
    }

    /** Measures in a process of its own: a checkpoint, a text, an empty directory. */
    public static void main(String[] arguments) throws IOException {
        Path model = Path.of(arguments[0]);
        Path text = Path.of(arguments[1]);
        Path directory = Path.of(arguments[2]);
        GroupQuantization widest = new GroupQuantization(8, 64);
        ModelConfig config = ModelConfig.read(model.resolve("config.json"));
        ByteTarget target = new ByteTarget(1_500_000, new CalibrationText("quantize", 32, 256));
        Footprint said =
                ByteTargetFootprint.of(config, target, Files.size(text), QuantizationFootprint.of(config, widest));
        FootprintProbe.measure(
                said,
                () -> target.choose(FootprintProbe.OPTIONS, widest, model, text, WorkProgress.NONE)
                        .apply(model, directory.resolve("output"), WorkProgress.NONE),
                directory);
    }
}
