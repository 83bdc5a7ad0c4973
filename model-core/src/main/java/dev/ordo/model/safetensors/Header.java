package dev.ordo.model.safetensors;

import java.util.List;
import java.util.Map;

/**
 * A header whose every tensor has been found sound in itself.
 *
 * @param entries tensors in the order of their bytes
 * @param metadata the free-form strings, in the order of the file
 */
record Header(List<TensorEntry> entries, Map<String, String> metadata) {
    static final int LENGTH_BYTES = 8;
    static final long MAX_BYTES = 100_000_000;
    static final String METADATA = "__metadata__";
}
