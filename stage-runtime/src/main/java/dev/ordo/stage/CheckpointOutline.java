package dev.ordo.stage;

/**
 * What is known of a checkpoint before it is fetched.
 *
 * @param config its {@code config.json}, verified
 * @param bytes of all its files
 */
public record CheckpointOutline(String config, long bytes) {}
