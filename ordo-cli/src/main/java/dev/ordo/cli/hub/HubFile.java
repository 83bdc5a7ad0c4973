package dev.ordo.cli.hub;

/**
 * One file of a revision.
 *
 * @param name its path in the repository
 * @param size bytes
 * @param digest what its content must have
 */
public record HubFile(String name, long size, FileDigest digest) {}
