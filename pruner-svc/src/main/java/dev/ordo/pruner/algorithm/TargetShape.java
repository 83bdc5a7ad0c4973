package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;

/**
 * The widths that a cut leaves.
 *
 * @param parent before it
 */
record TargetShape(ModelConfig parent, PruneParameters parameters) {

    /**
     * The parent with other widths, its layers still all there; the parent itself where no width changes.
     *
     * @throws HeadCountException if transformers would not open a model of this family with the heads that stay
     */
    ModelConfig config() {
        ModelConfig target = parent;
        int width = parameters.keptWidth(parent.intermediateSize());
        if (width != parent.intermediateSize()) {
            target = target.withIntermediateSize(width);
        }
        int heads = parameters.keptHeads(parent.numKeyValueHeads());
        if (heads != parent.numKeyValueHeads()) {
            target = target.withKeyValueHeads(heads);
            HeadCountException.check(target, parent);
        }
        return target;
    }
}
