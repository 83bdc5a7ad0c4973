package dev.ordo.model.checkpoint;

import dev.ordo.model.packed.PackedLayout;

/**
 * Where a packed weight is stored.
 *
 * @param words int32, shape (rows, words of a row)
 * @param scales bfloat16, shape (rows, groups of a row)
 */
public record PackedLocation(PackedLayout layout, StoredBytes words, StoredBytes scales) {}
