/**
 * Text to token ids and back, as the checkpoint's own {@code tokenizer.json} says.
 *
 * <p>Built on DJL's binding of the Hugging Face tokenizers library. Knows no models and no tensors.
 */
package dev.ordo.model.tokenizer;
