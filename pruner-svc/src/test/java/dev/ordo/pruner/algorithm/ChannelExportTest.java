package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.DirectoryExport;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.gguf.GgufExport;
import dev.ordo.model.gguf.GgufFileType;
import dev.ordo.model.gguf.GgufModel;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model of half the channels, whose heads no longer divide them, exported and opened again. */
class ChannelExportTest {
    private static final int[] TOKENS =
            IntStream.range(0, 65).map(i -> (31 * i * i + 7 * i) % 4096).toArray();

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @TempDir
    Path folder;

    private Path pruned;
    private Path packed;

    @BeforeEach
    void prune() {
        pruned = folder.resolve("pruned");
        packed = folder.resolve("packed");
        new ActivationPruner(session, new PruneParameters(0, 0, 0, 32, 4, 32).withChannelSparsity(0.5))
                .run(
                        TinyModels.write(folder.resolve("parent"), 1),
                        TinyModels.home().resolve("data/austen-calibration.txt"),
                        pruned,
                        folder.resolve("before-requantize"),
                        WorkProgress.NONE);
        try (CheckpointDirectory source = CheckpointDirectory.open(pruned)) {
            new CheckpointQuantizer(QuantizationConfig.allButHead(4, 32)).quantize(source, packed, WorkProgress.NONE);
        }
    }

    @AfterEach
    void close() {
        session.close();
    }

    /** Its weights are bfloat16 numbers between 2^-10 and 2, which all three types hold. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void asGgufGivesTheSameLogits(GgufFileType type) {
        Path again = throughGguf(pruned, type);

        ModelConfig config = ModelConfig.read(again.resolve("config.json"));
        assertThat(config.hiddenSize()).isEqualTo(32);
        assertThat(config.headDim()).isEqualTo(16);
        assertSameLogits(again, pruned);
    }

    /** The integers are kept; the embedding has eight bits, whose error is far below that of the four that the others were packed in. */
    @Test
    void asGgufOfFourBitsIsNearlyThePackedModel() {
        assertThat(divergence(throughGguf(packed, GgufFileType.Q4_0)))
                .isPositive()
                .isLessThan(0.05 * divergence(pruned));
    }

    @Test
    void asCompressedTensorsGivesTheSameLogits() {
        try (CheckpointDirectory source = CheckpointDirectory.open(packed)) {
            DirectoryExport.packed(source, NumberFormat.INTEGERS, folder.resolve("exported"));
        }

        assertSameLogits(folder.resolve("exported"), packed);
    }

    @Test
    void unpackedGivesTheSameLogits() {
        try (CheckpointDirectory source = CheckpointDirectory.open(packed)) {
            DirectoryExport.unpacked(source, DType.F32, folder.resolve("exported"));
        }

        assertSameLogits(folder.resolve("exported"), packed);
    }

    private Path throughGguf(Path model, GgufFileType type) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model)) {
            Path file = folder.resolve("model.gguf");
            GgufExport.write(checkpoint, type, new GgufExport.Options(file, false, "cut", 1, tensor -> {}));
            return GgufModel.convert(file, folder.resolve("again"));
        }
    }

    private void assertSameLogits(Path actual, Path expected) {
        assertThat(TinyModels.logits(session, actual, 1, 2, 3))
                .doesNotContain(Float.NaN)
                .isEqualTo(TinyModels.logits(session, expected, 1, 2, 3));
    }

    /** From the packed model. */
    private double divergence(Path checkpoint) {
        try (CheckpointDirectory first = CheckpointDirectory.open(packed);
                CheckpointDirectory second = CheckpointDirectory.open(checkpoint);
                DecoderModel reference = DecoderModel.load(session, first);
                DecoderModel model = DecoderModel.load(session, second)) {
            return Perplexity.comparedTo(reference, model)
                    .score(TOKENS)
                    .klToBaseline()
                    .orElseThrow();
        }
    }
}
