package dev.ordo.quantizer.algorithm;

import dev.ordo.model.calibration.CalibrationText;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.ModelBytes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What it takes to quantize one weight after the other, each on what those before it make of calibration text. */
final class RevisionFootprint {
    private RevisionFootprint() {}

    /**
     * Tensors that live at once, by what they are.
     *
     * @param products what the matrices (in, in) are called
     * @param squares how many of those there are
     * @param weights matrices (out, in) beside the layer's own
     */
    static Map<String, Long> tensors(
            ModelConfig parent, CalibrationText calibration, String products, long squares, long weights) {
        ModelBytes model = new ModelBytes(parent);
        long queries = (long) parent.numAttentionHeads() * parent.headDim();
        long widest = Math.max(parent.hiddenSize(), Math.max(queries, parent.intermediateSize()));
        long tokens = calibration.tokens();
        Map<String, Long> tensors = new LinkedHashMap<>();
        tensors.put("a layer's weights", model.layer());
        tensors.put("hidden states", model.states(tokens) + Float.BYTES * tokens * queries);
        tensors.put("activations", model.forward(calibration.tokensAtOnce()));
        tensors.put(products, squares * Float.BYTES * widest * widest);
        tensors.put("a weight's columns", weights * model.largestOfLayer());
        return tensors;
    }
}
