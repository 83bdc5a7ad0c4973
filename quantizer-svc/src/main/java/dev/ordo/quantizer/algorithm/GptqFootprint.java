package dev.ordo.quantizer.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.footprint.HostBytes;
import dev.ordo.model.footprint.ModelBytes;
import java.util.Map;

/** What {@link GptqQuantization} takes. */
public final class GptqFootprint {
    /** Matrices (in, in) that live at once: the Hessian, the same in another order, its factor, and the inverse. */
    private static final long HESSIANS = 4;

    /**
     * Matrices (out, in) that live at once beside the layer's own: of gate and up each twice in another order, scales, integers, and the result, twice.
     */
    private static final long WEIGHTS = 12;

    private GptqFootprint() {}

    /**
     * At most so much.
     *
     * @param textBytes size of the calibration text
     * @throws dev.ordo.model.quantization.GroupSizeException naming the weight, if the groups do not divide its columns
     */
    public static Footprint of(ModelConfig parent, GptqQuantization quantization, long textBytes) {
        Map<String, Long> tensors =
                RevisionFootprint.tensors(parent, quantization.calibration(), "Hessians", HESSIANS, WEIGHTS);
        ModelConfig packed = quantization.grouping().packing(parent).packed(parent);
        return new Footprint(
                tensors,
                HostBytes.ofTensors(new ModelBytes(packed).largestCopied(), textBytes),
                RevisionFootprint.disk(packed, name -> false));
    }
}
