/**
 * Reads GGUF, the file format of llama.cpp, and turns such a file into a checkpoint directory.
 *
 * <p>Format: <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the GGUF specification</a>. Knows
 * checkpoints and tokenizer files; knows no tensors of PyTorch. A file is hostile until every count in it has been checked.
 */
package dev.ordo.model.gguf;
