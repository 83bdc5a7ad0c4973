/**
 * The way to PyTorch: starting the engine, compiling kernels from text, calling them, and whose tensors are whose.
 *
 * <p>Knows DJL and TorchScript; knows no model, no file format and no algorithm.
 */
package dev.ordo.model.torch;
