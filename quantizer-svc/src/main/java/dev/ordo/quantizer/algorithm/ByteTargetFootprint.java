package dev.ordo.quantizer.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.footprint.HostBytes;
import dev.ordo.model.footprint.ModelBytes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What choosing widths by {@link ByteTarget} takes, and packing in these widths. */
public final class ByteTargetFootprint {
    private ByteTargetFootprint() {}

    /**
     * At most so much.
     *
     * @param textBytes size of the calibration text
     * @param packing what packing in the widest widths takes
     */
    public static Footprint of(ModelConfig parent, ByteTarget target, long textBytes, Footprint packing) {
        ModelBytes model = new ModelBytes(parent);
        long tokens = target.measured().tokens();
        Map<String, Long> tensors = new LinkedHashMap<>();
        tensors.put("a layer's weights", 2 * model.layer());
        tensors.put("hidden states", model.states(tokens));
        // What is rounded is computed beside what is not; the pass alone counts each twice, for the allocator.
        tensors.put("activations", model.forward(target.measured().tokensAtOnce()) * 3 / 2);
        Footprint choosing = new Footprint(tensors, HostBytes.ofTensors(model.largestOfLayer(), textBytes), Map.of());
        Map<String, Long> disk = new LinkedHashMap<>(packing.disk());
        disk.computeIfPresent("output", (part, bytes) -> Math.min(bytes, target.bytes()));
        return choosing.then(new Footprint(packing.tensors(), packing.process(), disk));
    }
}
