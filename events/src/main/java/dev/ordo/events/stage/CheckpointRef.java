package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * One immutable checkpoint in the store.
 *
 * @param digest digest of its content: weights, config and tokenizer, not the manifest
 * @param location where it lies in the store's bucket, a prefix without a trailing slash
 * @param bytes every tensor byte, including scales and embeddings
 */
public record CheckpointRef(String digest, String location, Long bytes) {

    public CheckpointRef {
        Checks.digest("checkpoint.digest", digest);
        Checks.location("checkpoint.location", location);
        Checks.between("checkpoint.bytes", bytes, 0L, Long.MAX_VALUE);
    }
}
