/**
 * Group-quantized integer weights in the {@code pack-quantized} layout of compressed-tensors, which vLLM and
 * transformers load.
 *
 * <p>A weight {@code X.weight} of shape (rows, columns) becomes three tensors:
 *
 * <pre>
 * X.weight_packed   I32  (rows, ceil(columns * bits / 32))   value + 2^(bits-1), lowest bits first, without gaps, rows padded with 0
 * X.weight_scale    BF16 (rows, columns / groupSize)         one scale per group of neighbouring columns
 * X.weight_shape    I64  (2)                                 rows, columns
 * </pre>
 *
 * <p>And weights in NF4 with doubly quantized scales, as bitsandbytes has them.
 *
 * <p>Knows no files: {@code dev.ordo.model.checkpoint} reads and writes these tensors. How values and scales are chosen
 * is the quantizer's business.
 */
package dev.ordo.model.packed;
