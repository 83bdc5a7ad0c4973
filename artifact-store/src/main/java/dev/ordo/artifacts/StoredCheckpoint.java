package dev.ordo.artifacts;

import dev.ordo.events.stage.CheckpointRef;

/**
 * A complete checkpoint in the store.
 *
 * @param ref what events say of it
 * @param manifest what it says of itself
 */
public record StoredCheckpoint(CheckpointRef ref, CheckpointManifest manifest) {}
