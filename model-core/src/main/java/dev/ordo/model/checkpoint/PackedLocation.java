package dev.ordo.model.checkpoint;

import dev.ordo.model.packed.PackedLayout;
import java.util.Optional;

/**
 * Where a packed weight is stored.
 *
 * @param words int32, shape (rows, words of a row)
 * @param scales bfloat16, shape (rows, groups of a row)
 * @param zeros int32, shape (words of zero points, groups of a row), of asymmetric weights
 */
public record PackedLocation(PackedLayout layout, StoredBytes words, StoredBytes scales, Optional<StoredBytes> zeros) {}
