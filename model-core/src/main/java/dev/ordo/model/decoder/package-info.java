/**
 * The decoder of the Qwen2 and Llama families: its parameters' names, shapes and first values, and its forward pass.
 *
 * <p>Knows the configuration and the names of a checkpoint's tensors, not how files store them; trains nothing.
 */
package dev.ordo.model.decoder;
