package dev.ordo.quantizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

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
        Path directory = Path.of(arguments[2]);
        AwqQuantization quantization =
                new AwqQuantization(new GroupQuantization(4, 64), new CalibrationText("quantize", 32, 256));
        Footprint said =
                AwqFootprint.of(ModelConfig.read(model.resolve("config.json")), quantization, Files.size(text));
        FootprintProbe.measure(said, () -> quantize(model, text, directory, quantization), directory);
    }

    private static void quantize(Path model, Path text, Path directory, AwqQuantization quantization) {
        Path kept = directory.resolve("kept");
        assertThat(kept.toFile().mkdir()).isTrue();
        quantization.apply(FootprintProbe.OPTIONS, model, text, kept, directory.resolve("output"), WorkProgress.NONE);
    }
}
