package dev.ordo.cli.source;

import java.nio.file.Path;

/**
 * A model on the local disk.
 *
 * @param directory the checkpoint
 * @param provenance where exactly it is from, and its licence where that is known
 */
public record FetchedModel(Path directory, String provenance) {}
