package dev.ordo.distiller.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.testing.FootprintProbe;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import dev.ordo.model.training.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterFootprintTest {
    @TempDir
    Path directory;

    @Test
    void takesAtMostWhatItSaysAndAtLeastHalfOfIt() throws Exception {
        FootprintProbe.assertUpperBoundWithinAFactorOfTwo(AdapterFootprintTest.class, directory);
    }

    /** Measures in a process of its own: a checkpoint, which is packed beside the directory first, a text, and an empty directory. */
    public static void main(String[] arguments) throws IOException {
        Path teacher = Path.of(arguments[0]);
        Path text = Path.of(arguments[1]);
        Path directory = Path.of(arguments[2]);
        Path packed = directory.resolveSibling("packed");
        try (CheckpointDirectory source = CheckpointDirectory.open(teacher)) {
            new CheckpointQuantizer(QuantizationConfig.allButHead(4, 32)).quantize(source, packed, WorkProgress.NONE);
        }
        DistillationParameters parameters = new DistillationParameters(
                2, 256, 8, 1e-4, 0.1, 0, 0, new Loss(0.7, 0.3, Divergence.JENSEN_SHANNON, 2), 1, 1);
        PackedStudent frozen = new PackedStudent.Frozen(new AdapterConfig(8, 16, AdapterConfig.MODULES), 1e-3);
        Footprint said = DistillationFootprint.of(
                ModelConfig.read(packed.resolve("config.json")),
                ModelConfig.read(teacher.resolve("config.json")),
                parameters,
                frozen,
                Files.size(text),
                0);
        FootprintProbe.measure(
                said,
                () -> {
                    try (TorchSession session = TorchSession.open(FootprintProbe.OPTIONS)) {
                        new Distillation(session, parameters, frozen)
                                .run(
                                        new DistillationInputs(packed, teacher, text),
                                        directory.resolve("output"),
                                        directory.resolve("before"),
                                        WorkProgress.NONE,
                                        new SavingAlways(directory));
                    }
                },
                directory);
    }
}
