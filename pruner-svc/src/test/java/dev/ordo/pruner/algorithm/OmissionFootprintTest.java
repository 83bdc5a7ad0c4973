package dev.ordo.pruner.algorithm;

import dev.ordo.model.testing.FootprintProbe;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OmissionFootprintTest {
    @TempDir
    Path directory;

    @Test
    void takesAtMostWhatItSaysAndAtLeastHalfOfItWhereLayersAreLeftOut() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(OmissionFootprintTest.class, directory);
    }

    /** Measures in a process of its own: a checkpoint, a text, an empty directory. */
    public static void main(String[] arguments) throws IOException {
        PruningFootprintTest.measure(
                new PruneParameters(0.1, 0, 0.25, 64, 32, 256).withLayerMeasure(LayerMeasure.PERPLEXITY), arguments);
    }
}
