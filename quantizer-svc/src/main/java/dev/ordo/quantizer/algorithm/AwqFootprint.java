package dev.ordo.quantizer.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.footprint.HostBytes;
import dev.ordo.model.footprint.ModelBytes;
import java.util.LinkedHashMap;
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
        ModelBytes model = new ModelBytes(parent);
        ModelBytes packed =
                new ModelBytes(quantization.grouping().packing(parent).packed(parent));
        long queries = (long) parent.numAttentionHeads() * parent.headDim();
        long widest = Math.max(parent.hiddenSize(), Math.max(queries, parent.intermediateSize()));
        long tokens = quantization.calibration().tokens();
        Map<String, Long> tensors = new LinkedHashMap<>();
        tensors.put("a layer's weights", model.layer());
        tensors.put("hidden states", model.states(tokens) + Float.BYTES * tokens * queries);
        tensors.put("activations", model.forward(quantization.calibration().tokensAtOnce()));
        tensors.put("products of inputs", HESSIANS * Float.BYTES * widest * widest);
        tensors.put("a weight's columns", WEIGHTS * model.largestOfLayer());
        return new Footprint(
                tensors, HostBytes.ofTensors(packed.largestCopied(), textBytes), Map.of("output", packed.stored()));
    }
}
