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

class AwqFootprintTest {
    @TempDir
    Path directory;

    @Test
    void takesAtMostWhatItSaysAndAtLeastHalfOfIt() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(AwqFootprintTest.class, directory);
    }

    /** Measures in a process of its own: a checkpoint, a text, an empty directory. */
    public static void main(String[] arguments) throws IOException {
        Path model = Path.of(arguments[0]);
        Path text = Path.of(arguments[1]);
        Path output = Path.of(arguments[2]).resolve("output");
        AwqQuantization quantization =
                new AwqQuantization(new GroupQuantization(4, 64), new CalibrationText("quantize", 32, 256));
        Footprint said =
                AwqFootprint.of(ModelConfig.read(model.resolve("config.json")), quantization, Files.size(text));
        FootprintProbe.measure(
                said,
                () -> quantization.apply(FootprintProbe.OPTIONS, model, text, output, WorkProgress.NONE),
                Path.of(arguments[2]));
    }
}
