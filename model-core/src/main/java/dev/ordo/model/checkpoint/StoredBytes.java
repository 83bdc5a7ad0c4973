package dev.ordo.model.checkpoint;

import dev.ordo.model.safetensors.DType;
import java.nio.file.Path;

/**
 * A range of a file that holds one tensor, row-major and little endian.
 *
 * @param position of its first byte
 * @param length in bytes
 */
public record StoredBytes(Path file, long position, long length, DType dtype) {}
