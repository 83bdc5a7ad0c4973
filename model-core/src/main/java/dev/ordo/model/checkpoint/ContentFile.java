package dev.ordo.model.checkpoint;

/**
 * One file of a checkpoint's content.
 *
 * @param path relative to the checkpoint, with forward slashes
 * @param size bytes
 * @param sha256 digest of the bytes, lower-case hexadecimal
 */
public record ContentFile(String path, long size, String sha256) {}
