/**
 * Measuring a model on a text: perplexity, and divergence from a baseline.
 *
 * <p>Knows the decoder and token ids; knows no tokenizer, no data set and no event.
 */
package dev.ordo.model.evaluation;
