package dev.ordo.model.checkpoint;

import dev.ordo.model.packed.PackedLayout;

/**
 * Where a weight in NF4 is stored.
 *
 * @param numbers two in a byte, the first in its upper half, shape (rows, columns / 2)
 * @param scales dequantized, shape (rows, columns / 64)
 */
@SuppressWarnings("ArrayRecordComponent")
public record Nf4Location(PackedLayout layout, StoredBytes numbers, float[] scales) {}
