package dev.ordo.quantizer.algorithm;

import dev.ordo.model.awq.AwqReviser;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.footprint.HostBytes;
import dev.ordo.model.footprint.ModelBytes;
import java.util.Map;

/** What {@link AwqQuantization} takes. */
public final class AwqFootprint {
    /** Matrices (in, in) that live at once: the products of inputs, and a batch's. */
    private static final long HESSIANS = 2;

    /** Matrices (out, in) that live at once beside the layer's own: scaled, its integers, what they stand for and the same in bfloat16, their error, and its products. */
    private static final long WEIGHTS = 6;

    private AwqFootprint() {}

    /**
     * At most so much.
     *
     * @param textBytes size of the calibration text
     * @throws dev.ordo.model.quantization.GroupSizeException naming the weight, if the groups do not divide its columns
     */
    public static Footprint of(ModelConfig parent, AwqQuantization quantization, long textBytes) {
        ModelConfig packed = quantization.grouping().packing(parent).packed(parent);
        Map<String, Long> tensors =
                RevisionFootprint.tensors(parent, quantization.calibration(), "products of inputs", HESSIANS, WEIGHTS);
        return new Footprint(
                tensors,
                HostBytes.ofTensors(new ModelBytes(packed).largestCopied(), textBytes),
                RevisionFootprint.disk(packed, AwqReviser::isScaled));
    }
}
