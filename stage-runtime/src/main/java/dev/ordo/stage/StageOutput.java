package dev.ordo.stage;

/**
 * What a stage says of its result, beside the files it wrote.
 *
 * @param realizedSparsity fraction of the parent's MLP neurons that were cut; 0 for KD and Q
 */
public record StageOutput(double realizedSparsity) {
    /** Subdirectory of a checkpoint with the weights as they were before they were packed again. */
    public static final String BEFORE_REQUANTIZE = "before-requantize";
}
