package dev.ordo.model.quantization;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.packed.QuantizedWeight;
import dev.ordo.model.safetensors.DType;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Packs a checkpoint's weights by {@link RoundToNearest} or in {@link NormalFloat4}. Of a weight a piece is in memory as it was, or in
 * NF4 the whole, and the whole as it will be if it is packed.
 *
 * <p>What is not packed (norms, biases, mostly embedding and head) is stored in bfloat16. A source that is packed already is
 * dequantized first, so that its new integers come from its old ones and not from weights that are gone.
 */
public final class CheckpointQuantizer {
    private final QuantizationConfig quantization;

    public CheckpointQuantizer(QuantizationConfig quantization) {
        this.quantization = quantization;
    }

    /** Modules whose weights are to be packed though the groups do not divide their columns, by name. */
    public Set<String> indivisible(ModelConfig config) {
        return LinearWeights.indivisible(config, quantization).keySet();
    }

    /** The same with the weights of some modules left as they were. */
    public CheckpointQuantizer without(Set<String> modules) {
        return new CheckpointQuantizer(quantization.ignoring(modules));
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
                toNearest(layout, name, source, writer);
                progress.report(++done, source.tensorNames().size(), "tensor");
            }
        });
    }

    /**
     * Writes the packed checkpoint with integers that somebody else chooses for the weights of layers.
     *
     * @param packing gives every weight of a layer that is packed, by logical name and in whatever order
     * @throws GroupSizeException naming the weight, if the groups do not divide its columns
     */
    public void quantize(CheckpointDirectory source, Path target, Consumer<BiConsumer<String, PackedWeight>> packing) {
        quantize(source, target, name -> false, writer -> packing.accept(writer::writePacked));
    }

    /**
     * Writes the packed checkpoint with integers that somebody else chooses for the weights of layers, and other tensors changed with them.
     *
     * @param changed tensors that are not packed, and are not the source's either, by logical name
     * @param packing writes these, and every weight of a layer that is packed
     * @throws GroupSizeException naming the weight, if the groups do not divide its columns
     */
    public void quantize(
            CheckpointDirectory source, Path target, Predicate<String> changed, Consumer<CheckpointWriter> packing) {
        TensorLayout layout = TensorLayout.of(packed(source.config()));
        write(source, target, writer -> {
            source.tensorNames().stream()
                    .filter(name -> !isChosen(layout, name) && !changed.test(name))
                    .forEach(name -> toNearest(layout, name, source, writer));
            packing.accept(writer);
        });
    }

    /** Whether a method chooses the integers of a weight: of packed ones in layers. The embedding and the head are rounded to nearest. */
    public static boolean isChosen(TensorLayout layout, String name) {
        return name.startsWith("model.layers.") && layout.packed(name).isPresent();
    }

    private static void toNearest(
            TensorLayout layout, String name, CheckpointDirectory source, CheckpointWriter writer) {
        Optional<PackedLayout> packed = layout.packed(name);
        if (packed.isPresent()) {
            writer.writePacked(name, pack(packed.get(), name, source));
        } else {
            writer.write(name, source.pieces(name));
        }
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

    private static QuantizedWeight pack(PackedLayout layout, String name, CheckpointDirectory source) {
        try {
            return layout.numbers() == NumberFormat.NF4
                    ? NormalFloat4.quantize(layout, source.readFloat32(name))
                    : RoundToNearest.quantize(layout, source.pieces(name));
        } catch (PackedWeightException e) {
            throw e.of(name);
        }
    }
}
