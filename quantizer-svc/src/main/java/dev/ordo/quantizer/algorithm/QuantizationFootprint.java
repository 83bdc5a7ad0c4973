package dev.ordo.quantizer.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.footprint.HostBytes;
import dev.ordo.model.footprint.ModelBytes;
import java.util.Map;

/** What {@link GroupQuantization} takes. */
public final class QuantizationFootprint {
    private QuantizationFootprint() {}

    /**
     * At most so much: one weight at a time, and no tensors.
     *
     * @throws dev.ordo.model.quantization.GroupSizeException naming the weight, if the groups do not divide its columns
     */
    public static Footprint of(ModelConfig parent, GroupQuantization quantization) {
        ModelConfig packed = quantization.packing(parent).packed(parent);
        ModelBytes written = new ModelBytes(packed);
        return new Footprint(
                Map.of(),
                HostBytes.ofJava(written.largestCopied(), written.weights()),
                Map.of("output", written.stored()));
    }
}
