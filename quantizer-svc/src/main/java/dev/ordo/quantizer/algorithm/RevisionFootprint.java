package dev.ordo.quantizer.algorithm;

import dev.ordo.model.calibration.CalibrationText;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.footprint.ModelBytes;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.quantization.CheckpointQuantizer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

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

    /**
     * What is on disk at once, by what it is.
     *
     * @param scaled the weights, by logical name, for which scales of columns are kept with the layers
     */
    static Map<String, Long> disk(ModelConfig packed, Predicate<String> scaled) {
        Map<String, Long> disk = new LinkedHashMap<>();
        disk.put("output", new ModelBytes(packed).stored());
        disk.put("layers to go on from", 2 * layers(TensorLayout.of(packed), scaled));
        return disk;
    }

    /** As they are kept; they are there once more while they are saved or taken over. */
    private static long layers(TensorLayout layout, Predicate<String> scaled) {
        return layout.shapes().keySet().stream()
                .filter(name -> CheckpointQuantizer.isChosen(layout, name))
                .mapToLong(name -> {
                    PackedLayout own = layout.packed(name).orElseThrow();
                    return own.numberAndScaleBytes() + (scaled.test(name) ? (long) Float.BYTES * own.columns() : 0);
                })
                .sum();
    }
}
