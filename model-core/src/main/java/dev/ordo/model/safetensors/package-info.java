/**
 * The safetensors container, byte by byte, read as hostile input.
 *
 * <pre>
 * offset 0      u64 little endian   n, the length of the header in bytes, at most 100 MB
 * offset 8      n bytes             UTF-8 JSON object, begins with '{', may end in spaces:
 *                                   {"name": {"dtype": "BF16", "shape": [2, 3], "data_offsets": [begin, end]}, ...,
 *                                    "__metadata__": {"key": "string value"}}
 * offset 8 + n  to the end          tensor bytes, little endian, row-major; offsets count from here; together the
 *                                   tensors cover every byte exactly once
 * </pre>
 *
 * <p>Knows nothing of models, of which tensors belong in one, or of packed weights. Offsets are 64 bits throughout.
 */
package dev.ordo.model.safetensors;
