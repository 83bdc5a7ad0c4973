package dev.ordo.pruner.algorithm;

import dev.ordo.model.calibration.CalibrationText;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.WeightedSaliency;
import java.util.Optional;

/**
 * How much to cut and how to measure.
 *
 * @param sparsity fraction of the neurons to cut, in [0, 1)
 * @param saliency by which neurons are chosen; empty for the size of the activation alone
 * @param headSparsity fraction of the key/value heads to cut, in [0, 1)
 * @param layerSparsity fraction of the layers to cut, in [0, 1)
 * @param multipleOf the width that stays is a multiple of this
 * @param calibrationSamples sequences over which saliency is measured
 * @param sequenceLength tokens in one of them
 * @param target in place of the sparsity, which is 0 then
 * @param layerMeasure by what layers are chosen
 * @param channelSparsity fraction of the residual stream's channels to cut, in [0, 1)
 */
public record PruneParameters(
        double sparsity,
        Optional<WeightedSaliency.Measure> saliency,
        double headSparsity,
        double layerSparsity,
        int multipleOf,
        int calibrationSamples,
        int sequenceLength,
        PruneTarget target,
        LayerMeasure layerMeasure,
        double channelSparsity) {

    /** With all channels, without a target, with layers chosen by block influence. */
    PruneParameters(
            double sparsity,
            Optional<WeightedSaliency.Measure> saliency,
            double headSparsity,
            double layerSparsity,
            int multipleOf,
            int calibrationSamples,
            int sequenceLength) {
        this(
                sparsity,
                saliency,
                headSparsity,
                layerSparsity,
                multipleOf,
                calibrationSamples,
                sequenceLength,
                PruneTarget.NONE,
                LayerMeasure.BLOCK_INFLUENCE,
                0);
    }

    /** The same, with neurons chosen by the size of their activation alone. */
    PruneParameters(
            double sparsity,
            double headSparsity,
            double layerSparsity,
            int multipleOf,
            int calibrationSamples,
            int sequenceLength) {
        this(sparsity, Optional.empty(), headSparsity, layerSparsity, multipleOf, calibrationSamples, sequenceLength);
    }

    /** The same with a target in place of the sparsity. */
    PruneParameters withTarget(PruneTarget other) {
        return new PruneParameters(
                0,
                saliency,
                headSparsity,
                layerSparsity,
                multipleOf,
                calibrationSamples,
                sequenceLength,
                other,
                layerMeasure,
                channelSparsity);
    }

    /** The same with layers chosen by another measure. */
    PruneParameters withLayerMeasure(LayerMeasure other) {
        return new PruneParameters(
                sparsity,
                saliency,
                headSparsity,
                layerSparsity,
                multipleOf,
                calibrationSamples,
                sequenceLength,
                target,
                other,
                channelSparsity);
    }

    /** The same with so many of the channels cut. */
    PruneParameters withChannelSparsity(double other) {
        return new PruneParameters(
                sparsity,
                saliency,
                headSparsity,
                layerSparsity,
                multipleOf,
                calibrationSamples,
                sequenceLength,
                target,
                layerMeasure,
                other);
    }

    /** Whether the loss without each layer is measured. */
    boolean omitsLayers() {
        return layerSparsity > 0 && layerMeasure == LayerMeasure.PERPLEXITY;
    }

    /**
     * Whether a model can be cut to the target, if there is one.
     *
     * @param wholeGroups whether a packed parent is cut as it is
     * @throws PruneTargetException if the model is larger than it is to be, however narrow its MLPs are
     */
    public void requireReachable(ModelConfig parent, boolean wholeGroups) {
        if (!target.isNone()) {
            new TargetShape(parent, this, wholeGroups).config();
        }
    }

    /**
     * The width that stays of {@code width} neurons: {@code round(width * (1 - sparsity) / multipleOf) * multipleOf}, halves
     * rounded up, at least one multiple, and never more than there were. A sparsity of 0 leaves the width alone, even where
     * it is not a multiple.
     */
    public int keptWidth(int width) {
        return multiple(width, sparsity);
    }

    /** How many of so many channels stay, rounded as the width is. */
    public int keptChannels(int channels) {
        return multiple(channels, channelSparsity);
    }

    private int multiple(int width, double cut) {
        if (cut == 0) {
            return width;
        }
        long multiples = Math.max(1, Math.round(width * (1 - cut) / multipleOf));
        return (int) Math.min(width, multiples * multipleOf);
    }

    /** How many of so many key/value heads stay: {@code round(heads * (1 - headSparsity))}, halves rounded up, and at least one. */
    public int keptHeads(int heads) {
        return rounded(heads, headSparsity);
    }

    /** How many of so many layers stay: {@code round(layers * (1 - layerSparsity))}, halves rounded up, and at least one. */
    public int keptLayers(int layers) {
        return rounded(layers, layerSparsity);
    }

    private static int rounded(int count, double sparsity) {
        return (int) Math.max(1, Math.round(count * (1 - sparsity)));
    }

    /** What is read of the calibration text. */
    public CalibrationText calibration() {
        return new CalibrationText("prune", calibrationSamples, sequenceLength);
    }
}
