package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.footprint.HostBytes;
import dev.ordo.model.footprint.ModelBytes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@link ActivationPruner} takes. */
public final class PruningFootprint {
    private PruningFootprint() {}

    /**
     * At most so much; the output is counted as if nothing were cut.
     *
     * @param parent of the checkpoint to cut
     * @param wholeGroups whether a packed parent is cut as it is
     * @param textBytes size of the calibration text
     */
    public static Footprint of(ModelConfig parent, PruneParameters parameters, boolean wholeGroups, long textBytes) {
        ModelBytes model = new ModelBytes(parent);
        long positions = parameters.sequenceLength();
        long squares = Float.BYTES * positions * parent.intermediateSize();
        Map<String, Long> tensors = new LinkedHashMap<>();
        tensors.put("a layer's weights", model.layer());
        tensors.put("hidden states", model.states(parameters.calibration().tokens()));
        tensors.put("activations", model.forward(parameters.calibration().tokensAtOnce()));
        tensors.put("saliency", 2 * squares);
        if (parameters.headSparsity() > 0) {
            long outputs = (long) parent.numAttentionHeads() * parent.headDim();
            tensors.put("heads", 2 * Float.BYTES * parameters.calibration().tokensAtOnce() * outputs);
        }
        if (parameters.saliency().isPresent()) {
            tensors.put("gates", 2 * Float.BYTES * parameters.calibration().tokensAtOnce() * parent.intermediateSize());
        }
        if (parameters.channelSparsity() > 0) {
            long sums = 2 * Float.BYTES * positions * parent.hiddenSize();
            long normed = 3 * Float.BYTES * parameters.calibration().tokensAtOnce() * parent.hiddenSize();
            tensors.put("channels", sums + normed);
        }
        if (parameters.omitsLayers()) {
            long tokens = parameters.calibration().tokens();
            tensors.put("hidden states without a layer", parent.numHiddenLayers() * model.states(tokens));
            tensors.put("head", model.head() + model.logits(positions));
        }
        return new Footprint(
                tensors,
                HostBytes.ofTensors(model.largestCopied(), textBytes),
                Map.of("output", wholeGroups ? model.stored() : model.revised()));
    }
}
