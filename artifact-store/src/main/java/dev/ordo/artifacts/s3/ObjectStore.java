package dev.ordo.artifacts.s3;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The few things that artifacts ask of an object store.
 *
 * <p>Every method throws {@link dev.ordo.events.error.RetryableException} with {@code STORE_UNAVAILABLE} if the store
 * cannot be reached, and {@link dev.ordo.events.error.PermanentException} if it refuses us. An object is visible whole or
 * not at all.
 */
public interface ObjectStore {
    /** Writes a local file, over whatever was there. */
    void put(String key, Path file);

    /** Writes a few bytes, over whatever was there. */
    void put(String key, byte[] content);

    /**
     * Writes a few bytes unless the object exists.
     *
     * @return whether it was this call that wrote it
     */
    boolean putIfAbsent(String key, byte[] content);

    /**
     * Opens an object; the caller closes it. Reading may fail with an {@link java.io.IOException} when the store goes away.
     *
     * @throws dev.ordo.events.error.PermanentException with {@code NOT_FOUND} if there is no such object
     */
    InputStream open(String key);

    /**
     * The whole of a small object.
     *
     * @throws dev.ordo.events.error.PermanentException with {@code NOT_FOUND} if there is no such object
     */
    byte[] read(String key);

    boolean exists(String key);

    /** All objects whose key begins with {@code prefix}, in order of their keys. */
    List<StoredObject> list(String prefix);

    /** Removes all objects whose key begins with {@code prefix}. */
    void deletePrefix(String prefix);
}
