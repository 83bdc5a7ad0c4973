package dev.ordo.artifacts;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** What a manifest must be, and how it is refused. */
final class InvalidManifests {
    private InvalidManifests() {}

    /** @throws PermanentException unless {@code fact} */
    static void require(boolean fact, String otherwise) {
        if (!fact) {
            throw new PermanentException(ErrorCode.INVALID_CHECKPOINT, CheckpointManifest.FILE_NAME + ": " + otherwise);
        }
    }
}
