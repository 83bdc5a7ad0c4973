package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;

/**
 * The widths that a cut leaves.
 *
 * @param parent before it
 * @param wholeGroups whether a packed parent is cut as it is
 */
record TargetShape(ModelConfig parent, PruneParameters parameters, boolean wholeGroups) {

    /**
     * The parent with other widths, its layers still all there; the parent itself where no width changes.
     *
     * @throws HeadCountException if transformers would not open a model of this family with the heads that stay
     * @throws ChannelCountException if it would not with the channels that stay
     * @throws PruneTargetException if the model is larger than it is to be, however narrow its MLPs are
     */
    ModelConfig config() {
        ModelConfig target = parent;
        int heads = parameters.keptHeads(parent.numKeyValueHeads());
        if (heads != parent.numKeyValueHeads()) {
            target = target.withKeyValueHeads(heads);
        }
        int channels = parameters.keptChannels(parent.hiddenSize());
        if (channels != parent.hiddenSize()) {
            target = target.withHiddenSize(channels);
            ChannelCountException.check(target, parameters.multipleOf());
        } else if (heads != parent.numKeyValueHeads()) {
            HeadCountException.check(target, parent);
        }
        int width = width(target);
        return width == parent.intermediateSize() ? target : target.withIntermediateSize(width);
    }

    private int width(ModelConfig target) {
        int depth = parameters.keptLayers(parent.numHiddenLayers());
        return parameters.target().isNone()
                ? parameters.keptWidth(parent.intermediateSize())
                : new WidthForTarget(parent, target, depth, parameters, wholeGroups).width();
    }
}
