package dev.ordo.stage;

import dev.ordo.events.stage.HeldOutPerplexity;
import java.util.List;

/**
 * What a stage says of its result, beside the files it wrote.
 *
 * @param realizedSparsity fraction of the parent's MLP neurons that were cut; 0 for KD and Q
 * @param heldOut perplexity while the student was trained, by step; empty where nobody asked
 */
public record StageOutput(double realizedSparsity, List<HeldOutPerplexity> heldOut) {
    /** Subdirectory of a checkpoint with the weights as they were before they were packed again. */
    public static final String BEFORE_REQUANTIZE = "before-requantize";

    /** Of a stage that measured nothing on the way. */
    public StageOutput(double realizedSparsity) {
        this(realizedSparsity, List.of());
    }
}
