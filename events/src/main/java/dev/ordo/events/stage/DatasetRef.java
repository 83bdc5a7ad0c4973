package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * One immutable data set in the store.
 *
 * @param name what studies call it
 * @param digest digest of its bytes
 * @param location the object's key in the store's bucket; its end tells the format
 */
public record DatasetRef(String name, String digest, String location) {

    public DatasetRef {
        Checks.name("dataset.name", name);
        Checks.digest("dataset.digest", digest);
        Checks.location("dataset.location", location);
    }

    /** What the bytes are. */
    public DataFormat format() {
        return DataFormat.of(location);
    }
}
