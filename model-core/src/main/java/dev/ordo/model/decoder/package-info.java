/**
 * The decoder of the Qwen2, Qwen3 and Llama families: its parameters' names, shapes and first values, and its forward pass.
 *
 * <p>A whole model is made of values from anywhere; {@link dev.ordo.model.decoder.LayeredDecoder} takes a checkpoint's a layer at a time. Trains nothing.
 */
package dev.ordo.model.decoder;
