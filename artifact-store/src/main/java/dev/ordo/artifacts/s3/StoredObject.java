package dev.ordo.artifacts.s3;

/**
 * One object, as a listing shows it.
 *
 * @param key its whole key in the bucket
 * @param size bytes
 */
public record StoredObject(String key, long size) {}
