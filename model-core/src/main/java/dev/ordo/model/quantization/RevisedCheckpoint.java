package dev.ordo.model.quantization;

import dev.ordo.model.FileAccessException;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A checkpoint made from a parent by changing its weights in floating point, stored as the parent was: the requantize arm.
 *
 * <p>Where the parent is packed, the new weights are written in bfloat16 to a directory of their own and then packed again
 * from there, with the bits, group size and exceptions that the parent's {@code config.json} records. So the two
 * directories hold the same weights before and after requantizing. Where the parent is not packed, there is only one.
 */
public final class RevisedCheckpoint {
    private final CheckpointDirectory parent;
    private final ModelConfig config;
    private final Optional<CheckpointQuantizer> quantizer;

    private RevisedCheckpoint(CheckpointDirectory parent, ModelConfig config, Optional<CheckpointQuantizer> quantizer) {
        this.parent = parent;
        this.config = config;
        this.quantizer = quantizer;
    }

    /**
     * Begins a revision, before any work is done.
     *
     * @param parent stays open and the caller's
     * @param shape of the new model; whether it is packed follows from the parent alone, with which exceptions from this too
     * @throws GroupSizeException naming the weight, if the parent's groups do not divide the new widths
     */
    public static RevisedCheckpoint of(CheckpointDirectory parent, ModelConfig shape) {
        Optional<QuantizationConfig> packing =
                parent.config().quantization().map(own -> shape.quantization().orElse(own));
        ModelConfig config = shape.withoutQuantization();
        if (packing.isPresent()) {
            config = config.withTorchDtype(DType.BF16);
        }
        RevisedCheckpoint revision = new RevisedCheckpoint(parent, config, packing.map(CheckpointQuantizer::new));
        revision.quantizer.ifPresent(each -> each.requireFit(revision.config));
        return revision;
    }

    /** The same revision with floating-point tensors stored in bfloat16. */
    public RevisedCheckpoint inBf16() {
        return new RevisedCheckpoint(parent, config.withTorchDtype(DType.BF16), quantizer);
    }

    /**
     * Writes the checkpoint with the parent's tokenizer files.
     *
     * @param weights from a logical name to its values, row-major, piece by piece; asked once for each
     * @param output an empty directory, or a path at which nothing is yet
     * @param beforeRequantize a path at which nothing is yet, on the same file system, possibly within {@code output}: where
     *     the floating-point weights and their configuration go if the parent is packed
     * @param progress told of each tensor that is packed
     */
    public void write(
            Function<String, Stream<float[]>> weights, Path output, Path beforeRequantize, WorkProgress progress) {
        if (quantizer.isEmpty()) {
            writeFloating(weights, output);
            return;
        }
        Path floating = output.resolveSibling(output.getFileName() + "-before-requantize");
        writeFloating(weights, floating);
        try (CheckpointDirectory source = CheckpointDirectory.open(floating)) {
            quantizer.get().quantize(source, output, progress);
        }
        move(floating, beforeRequantize);
    }

    private void writeFloating(Function<String, Stream<float[]>> weights, Path target) {
        try (CheckpointWriter writer = CheckpointWriter.create(target, config)) {
            TensorLayout.of(config).shapes().keySet().forEach(name -> writer.write(name, weights.apply(name)));
            writer.copyTokenizer(parent.path());
            writer.commit();
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new FileAccessException(to, e);
        }
    }
}
