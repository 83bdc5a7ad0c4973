package dev.ordo.model.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.awq.AwqQuantizer;
import dev.ordo.model.awq.AwqReviser;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.decoder.SequentialRevision;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.quantization.QuantizedLayers;
import dev.ordo.model.quantization.RoundToNearest;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** {@link TinyModels} packed by AWQ, and what later stages are to make of them. */
public final class AwqModels {
    private AwqModels() {}

    /** Writes a model beside the target and packs it. */
    public static Path write(Path target, long seed, QuantizationConfig packing) {
        Path floating = TinyModels.write(floating(target), seed);
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2));
                CheckpointDirectory source = CheckpointDirectory.open(floating);
                LayeredDecoder decoder = new LayeredDecoder(session, source);
                AwqQuantizer awq = new AwqQuantizer(session)) {
            CheckpointQuantizer quantizer = new CheckpointQuantizer(packing);
            ModelConfig packed = quantizer.packed(source.config());
            Path kept = Files.createTempDirectory(target.toAbsolutePath().getParent(), "layers");
            QuantizedLayers layers = new QuantizedLayers(kept, "", TensorLayout.of(packed), AwqReviser::isScaled);
            quantizer.quantize(source, target, AwqReviser::isFolded, writer -> {
                AwqReviser.Target into = new AwqReviser.Target(writer::writePacked, writer::write);
                AwqReviser reviser =
                        new AwqReviser(session, awq, packed, source::readFloat32, layers, into, WorkProgress.NONE);
                SequentialRevision.run(decoder, batches(), reviser);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target;
    }

    /** The model as it was before it was packed. */
    public static Path floating(Path target) {
        return target.resolveSibling(target.getFileName() + "-floating");
    }

    private static List<TokenBatch> batches() {
        int[] tokens = IntStream.range(0, 256)
                .map(i -> (31 * i * i + 7 * i) % TinyModels.VOCABULARY)
                .toArray();
        return List.of(TokenBatch.of(tokens, 0, 4, 64));
    }

    /** That a checkpoint is packed as is said, with the integers of rounding other weights to nearest. */
    public static void assertIsRoundedToNearest(Path checkpoint, QuantizationConfig packing, Path weights) {
        try (CheckpointDirectory packed = CheckpointDirectory.open(checkpoint);
                CheckpointDirectory before = CheckpointDirectory.open(weights)) {
            assertThat(packed.config().quantization()).contains(packing);
            TensorLayout layout = TensorLayout.of(packed.config());
            for (String name : packed.tensorNames()) {
                assertThat(packed.info(name).packed()).as(name).isEqualTo(CheckpointQuantizer.isChosen(layout, name));
                float[] values = before.readFloat32(name);
                assertThat(packed.readFloat32(name))
                        .as(name)
                        .isEqualTo(layout.packed(name)
                                .map(own -> rounded(own, values))
                                .orElse(values));
            }
        }
    }

    private static float[] rounded(PackedLayout layout, float[] values) {
        return RoundToNearest.quantize(layout, values).dequantize();
    }
}
