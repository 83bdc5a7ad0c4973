package dev.ordo.model.checkpoint;

/**
 * How the rates of rotary embedding are changed so that a model reads more than it was first trained on: the {@code rope_type} of
 * a configuration. All defaults are filled in.
 */
public sealed interface RotaryScaling {
    /** What cosines and sines are multiplied by. */
    default double attentionFactor() {
        return 1;
    }

    /** The rates as they are. */
    record None() implements RotaryScaling {}

    /**
     * All positions as if they were so many times nearer.
     *
     * @param factor positive
     */
    record Linear(double factor) implements RotaryScaling {}

    /**
     * Slow rates are divided, fast ones kept, those between blended.
     *
     * @param factor by which slow rates are divided
     * @param lowFrequencyFactor a rate is slow if it turns less often than this in the original context
     * @param highFrequencyFactor a rate is fast if it turns more often than this; greater than {@code lowFrequencyFactor}
     * @param originalContext positions that the model was first trained on
     */
    record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContext)
            implements RotaryScaling {}

    /**
     * As Llama 3's, but the blend is linear in the index of a rate, and attention gets sharper.
     *
     * @param factor by which slow rates are divided
     * @param attentionFactor what cosines and sines are multiplied by
     * @param betaFast turns in the original context from which on a rate is kept
     * @param betaSlow turns up to which a rate is divided
     * @param truncate whether the blend begins and ends at whole indices
     * @param originalContext positions that the model was first trained on
     */
    record Yarn(
            double factor,
            double attentionFactor,
            double betaFast,
            double betaSlow,
            boolean truncate,
            int originalContext)
            implements RotaryScaling {}
}
