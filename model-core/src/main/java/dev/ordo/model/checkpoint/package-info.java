/**
 * Model checkpoints as directories that transformers loads: {@code config.json}, tokenizer files and safetensors.
 *
 * <p>Reading validates everything before the first tensor is handed out; writing yields the same bytes for the same
 * input and never shows a half-written directory. Tensors go by their <em>logical</em> names, under which a packed
 * weight is one float matrix like any other. Knows no store, no lineage and nothing of how tensors are computed with.
 */
package dev.ordo.model.checkpoint;
