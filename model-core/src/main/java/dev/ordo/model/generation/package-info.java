/**
 * Continuing texts: one token after the other, the most likely or a drawn one. Knows the decoder and token ids; what a text is, and
 * what was asked, only {@link dev.ordo.model.generation.Vocabulary} reads from a checkpoint's files.
 */
package dev.ordo.model.generation;
