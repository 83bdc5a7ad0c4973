/**
 * Choosing the integers: round to nearest, whole checkpoints, the layers that an interrupted one goes on after, and the requantize
 * arm of the techniques that change weights in floating point.
 *
 * <p>How integers lie in memory is {@code dev.ordo.model.packed}'s business, how they lie in files
 * {@code dev.ordo.model.checkpoint}'s. Everything here is plain Java and computes with no tensors of PyTorch.
 */
package dev.ordo.model.quantization;
