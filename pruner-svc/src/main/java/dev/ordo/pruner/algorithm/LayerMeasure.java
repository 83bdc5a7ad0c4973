package dev.ordo.pruner.algorithm;

/** By what pruning tells which layers matter. */
public enum LayerMeasure {
    /** How much a layer changes the residual stream. */
    BLOCK_INFLUENCE,
    /** The loss of the calibration text without the layer. */
    PERPLEXITY
}
