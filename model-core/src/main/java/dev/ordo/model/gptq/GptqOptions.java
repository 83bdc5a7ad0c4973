package dev.ordo.model.gptq;

/**
 * How columns are rounded.
 *
 * @param actOrder whether the columns with the largest inputs come first; their groups stay where they are
 * @param damping part of the mean of the Hessian's diagonal that is added to the diagonal
 * @param clip whether each group's scale is the one of the least error on calibration text, and not the one that clips nothing; of symmetric
 *     groups alone
 */
public record GptqOptions(boolean actOrder, double damping, boolean clip) {
    /** With scales that clip nothing. */
    public GptqOptions(boolean actOrder, double damping) {
        this(actOrder, damping, false);
    }
}
