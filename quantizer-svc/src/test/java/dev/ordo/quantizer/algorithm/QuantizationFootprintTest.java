package dev.ordo.quantizer.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.testing.FootprintProbe;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizationFootprintTest {
    @TempDir
    Path directory;

    @Test
    void takesAtMostWhatItSaysAndAtLeastHalfOfIt() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(QuantizationFootprintTest.class, directory);
    }

    /** Measures in a process of its own: a checkpoint, a text that is not read, an empty directory. */
    public static void main(String[] arguments) throws IOException {
        Path model = Path.of(arguments[0]);
        Path directory = Path.of(arguments[2]);
        GroupQuantization quantization = new GroupQuantization(4, 64);
        Footprint said = QuantizationFootprint.of(ModelConfig.read(model.resolve("config.json")), quantization);
        FootprintProbe.measure(
                said, () -> quantization.apply(model, directory.resolve("output"), WorkProgress.NONE), directory);
    }
}
