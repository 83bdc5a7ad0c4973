package dev.ordo.model.quantization;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Packs a checkpoint's linear weights by {@link RoundToNearest}, one weight in memory at a time, and of those that are not
 * packed a piece.
 *
 * <p>What is not packed (embedding, head, norms, biases) is stored in bfloat16. A source that is packed already is
 * dequantized first, so that its new integers come from its old ones and not from weights that are gone.
 */
public final class CheckpointQuantizer {
    private final QuantizationConfig quantization;

    public CheckpointQuantizer(QuantizationConfig quantization) {
        this.quantization = quantization;
    }

    /**
     * Whether a model's widths fit the groups.
     *
     * @throws GroupSizeException naming the weight, if they do not
     */
    public void requireFit(ModelConfig config) {
        LinearWeights.requireGroups(config, quantization);
    }

    /**
     * Writes the packed checkpoint, with the source's tokenizer files.
     *
     * @param target a path at which nothing is yet, or an empty directory
     * @param progress told after each tensor
     * @throws GroupSizeException naming the weight, if the groups do not divide its columns
     * @throws PackedWeightException naming the weight, if an element is not finite
     */
    public void quantize(CheckpointDirectory source, Path target, WorkProgress progress) {
        TensorLayout layout = TensorLayout.of(packed(source.config()));
        write(source, target, writer -> {
            long done = 0;
            for (String name : source.tensorNames()) {
                if (layout.packed(name).isPresent()) {
                    writer.writePacked(name, pack(layout.packed(name).get(), name, source.readFloat32(name)));
                } else {
                    writer.write(name, source.pieces(name));
                }
                progress.report(++done, source.tensorNames().size(), "tensor");
            }
        });
    }

    /**
     * Writes the packed checkpoint with integers that somebody else chooses.
     *
     * @param packing gives every weight that is packed, by logical name and in whatever order
     * @throws GroupSizeException naming the weight, if the groups do not divide its columns
     */
    public void quantize(CheckpointDirectory source, Path target, Consumer<BiConsumer<String, PackedWeight>> packing) {
        TensorLayout layout = TensorLayout.of(packed(source.config()));
        write(source, target, writer -> {
            source.tensorNames().stream()
                    .filter(name -> layout.packed(name).isEmpty())
                    .forEach(name -> writer.write(name, source.pieces(name)));
            packing.accept(writer::writePacked);
        });
    }

    /**
     * The configuration of the packed model.
     *
     * @throws GroupSizeException naming the weight, if the groups do not divide its columns
     */
    public ModelConfig packed(ModelConfig config) {
        requireFit(config);
        return config.withoutQuantization().withTorchDtype(DType.BF16).withQuantization(quantization);
    }

    private void write(CheckpointDirectory source, Path target, Consumer<CheckpointWriter> tensors) {
        try (CheckpointWriter writer = CheckpointWriter.create(target, packed(source.config()))) {
            tensors.accept(writer);
            writer.copyTokenizer(source.path());
            writer.commit();
        }
    }

    private static PackedWeight pack(PackedLayout layout, String name, float[] weights) {
        try {
            return RoundToNearest.quantize(layout, weights);
        } catch (PackedWeightException e) {
            throw new PackedWeightException(name + ": " + e.getMessage());
        }
    }
}
