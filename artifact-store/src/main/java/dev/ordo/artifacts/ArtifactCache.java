package dev.ordo.artifacts;

import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.artifacts.s3.StoredObject;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DataFormat;
import dev.ordo.events.stage.DatasetRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Checkpoints and data sets on the local disk, each under the digest of all its files. Several processes may share one
 * cache.
 *
 * <p>An entry is downloaded beside the others, verified, and moved into place whole. What is asked for is then linked
 * into the caller's own directory, so that clearing the cache takes nothing from anyone's hands. The caller must not
 * write into linked files.
 */
public final class ArtifactCache {
    private final ObjectStore store;
    private final CheckpointStore checkpoints;
    private final CacheEntries entries;

    /** @param maxBytes what the cache may hold; the entries that were used longest ago go first */
    public ArtifactCache(ObjectStore store, Path directory, long maxBytes) {
        this(store, new CacheEntries(directory, maxBytes));
    }

    private ArtifactCache(ObjectStore store, CacheEntries entries) {
        this.store = store;
        this.checkpoints = new CheckpointStore(store);
        this.entries = entries;
    }

    /** The same cache, filled by way of another store that holds the same. */
    public ArtifactCache by(ObjectStore other) {
        return new ArtifactCache(other, entries);
    }

    /**
     * Places a checkpoint's files into a directory.
     *
     * @throws dev.ordo.events.error.PermanentException with {@code DIGEST_MISMATCH} if the store holds something else,
     *     {@code NOT_FOUND} if nothing
     */
    public void fetch(CheckpointRef ref, Path directory) {
        CheckpointManifest manifest = checkpoints.manifest(ref);
        CacheEntries.Filler filler = into -> VerifiedDownload.all(store, ref.location(), manifest, into);
        place("checkpoint-" + ContentDigest.listing(manifest.files()), manifest.files(), filler, directory);
    }

    /**
     * Places a data set's bytes into a directory.
     *
     * @return the file
     * @throws dev.ordo.events.error.PermanentException with {@code DIGEST_MISMATCH} if the store holds something else,
     *     {@code NOT_FOUND} if nothing
     */
    public Path fetch(DatasetRef ref, Path directory) {
        String sha256 = Digests.digits(ref.digest());
        boolean text = ref.format() == DataFormat.TEXT;
        String file = ref.name() + ref.format().suffix();
        String entry = "data-" + sha256 + "-" + (text ? ref.name() : file);
        CacheEntries.Filler filler = into -> VerifiedDownload.one(store, ref.location(), sha256, into.resolve(file));
        place(entry, List.of(), filler, directory);
        return directory.resolve(file);
    }

    /**
     * How large a data set is, in bytes, whether it lies in the cache or not.
     *
     * @throws dev.ordo.events.error.PermanentException with {@code NOT_FOUND} if the store has none there
     */
    public long size(DatasetRef ref) {
        return store.list(ref.location()).stream()
                .filter(object -> object.key().equals(ref.location()))
                .mapToLong(StoredObject::size)
                .findFirst()
                .orElseThrow(() ->
                        new PermanentException(ErrorCode.NOT_FOUND, "the store has no data set at " + ref.location()));
    }

    private void place(String name, List<FileEntry> expected, CacheEntries.Filler filler, Path directory) {
        try {
            entries.place(name, expected, filler, directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot place " + name + " into " + directory, e);
        }
    }
}
