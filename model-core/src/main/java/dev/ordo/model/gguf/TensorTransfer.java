package dev.ordo.model.gguf;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.PackedLocation;
import dev.ordo.model.packed.PackedLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings a checkpoint's tensors into a file, one after another: rows in llama.cpp's order, packed weights as they are where the file's
 * type has room for them.
 */
final class TensorTransfer {
    private final CheckpointDirectory checkpoint;
    private final ModelConfig config;
    private final GgufWriter writer;
    private int requantized;
    private int merged;
    private long packedBlocks;
    private long inexactScales;

    TensorTransfer(CheckpointDirectory checkpoint, GgufWriter writer) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.writer = writer;
    }

    /** @param name in the checkpoint */
    void write(String name, GgufTensor tensor) {
        Optional<PackedLayout> packed = checkpoint.packedLocation(name).map(PackedLocation::layout);
        if (packed.isPresent() && PackedBlocks.fits(packed.get(), tensor.type())) {
            writePacked(name, tensor);
            return;
        }
        requantized += packed.isPresent() && tensor.type().blockSize() > 1 ? 1 : 0;
        merged += checkpoint.isAdapted(name) ? 1 : 0;
        int heads = rotatedHeads(name);
        writer.write(
                tensor.name(),
                heads == 0
                        ? checkpoint.pieces(name)
                        : Stream.of(RotaryOrder.interleave(checkpoint.readFloat32(name), heads, config.headDim())));
    }

    private void writePacked(String name, GgufTensor tensor) {
        PackedBlocks blocks = new PackedBlocks(checkpoint.readPacked(name), tensor.type());
        boolean rotated = rotatedHeads(name) > 0;
        writer.writeBytes(
                tensor.name(),
                blocks.encode(
                        tensor.name(), place -> rotated ? RotaryOrder.atInterleaved(place, config.headDim()) : place));
        packedBlocks += tensor.elements() / tensor.type().blockSize();
        inexactScales += blocks.inexactScales();
    }

    /** Heads of a tensor whose rows llama.cpp rotates in another order; 0 of any other. */
    private int rotatedHeads(String name) {
        if (!config.modelType().equals("llama")) {
            return 0;
        }
        if (name.contains(".q_proj.")) {
            return config.numAttentionHeads();
        }
        return name.contains(".k_proj.") ? config.numKeyValueHeads() : 0;
    }

    /** What became of packed weights, in words, where it is not what they were. */
    List<String> losses() {
        List<String> losses = new ArrayList<>();
        if (requantized > 0) {
            losses.add(requantized
                    + " packed weights were dequantized and quantized anew: their integers or groups do not fit");
        }
        if (merged > 0) {
            losses.add("low-rank adapters were added to " + merged + " weights, which are no longer the packed ones");
        }
        if (inexactScales > 0) {
            losses.add("the scales of " + inexactScales + " of " + packedBlocks
                    + " blocks of packed weights were rounded: F16 does not hold them exactly");
        }
        return losses;
    }
}
