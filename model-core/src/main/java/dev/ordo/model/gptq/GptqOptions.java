package dev.ordo.model.gptq;

/**
 * How columns are rounded.
 *
 * @param actOrder whether the columns with the largest inputs come first; their groups stay where they are
 * @param damping part of the mean of the Hessian's diagonal that is added to the diagonal
 */
public record GptqOptions(boolean actOrder, double damping) {}
