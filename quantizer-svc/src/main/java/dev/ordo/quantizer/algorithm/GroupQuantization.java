package dev.ordo.quantizer.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import java.nio.file.Path;

/**
 * Weight-only quantization of every linear layer but the head, symmetric, in groups along the input axis, to nearest.
 *
 * <p>Deterministic: the result's bytes depend on the parent's alone. Holds one weight in memory at a time.
 *
 * @param bits width of one weight, 2, 4 or 8
 * @param groupSize input columns that share one scale
 */
public record GroupQuantization(int bits, int groupSize) {

    /**
     * Reads a parent, writes the packed checkpoint.
     *
     * @param parent a checkpoint directory; if it is packed, its dequantized weights are what is quantized
     * @param output an empty directory
     * @param progress told after each tensor
     * @throws dev.ordo.model.quantization.GroupSizeException naming the weight, if the groups do not divide its columns
     * @throws dev.ordo.model.packed.PackedWeightException naming the weight, if an element is not finite
     */
    public void apply(Path parent, Path output, WorkProgress progress) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(parent)) {
            packing().quantize(checkpoint, output, progress);
        }
    }

    /** What writes checkpoints with these bits and groups. */
    CheckpointQuantizer packing() {
        return new CheckpointQuantizer(QuantizationConfig.allButHead(bits, groupSize));
    }
}
