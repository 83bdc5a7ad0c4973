package dev.ordo.artifacts;

import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.artifacts.s3.StoredObject;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A checkpoint that lies in somebody else's bucket, with or without Ordo's manifest.
 *
 * <p>With a manifest every byte is checked against it. Without one only the sizes can be, before and after: whoever writes
 * there meanwhile must change no size to go unseen.
 */
public final class ForeignCheckpoint {
    private final ObjectStore store;
    private final String prefix;

    /** @param prefix key of its directory, without a slash at the end; empty for the whole bucket */
    public ForeignCheckpoint(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /**
     * The files that lie directly there, by their names; sizes in bytes.
     *
     * @throws OrdoException if the store cannot be read
     */
    public List<StoredObject> files() {
        String directory = key("");
        return store.list(directory).stream()
                .map(each -> new StoredObject(each.key().substring(directory.length()), each.size()))
                .filter(each -> !each.key().isEmpty() && !each.key().contains("/"))
                .toList();
    }

    /** Whether Ordo wrote it. */
    public boolean hasManifest() {
        return store.exists(key(CheckpointManifest.FILE_NAME));
    }

    /**
     * Downloads some files, or all that a manifest lists.
     *
     * @param names of {@link #files}; without regard where there is a manifest
     * @param directory empty or missing
     * @throws OrdoException if the store cannot be read, a file is not what the manifest says, or one changed meanwhile
     */
    public void downloadTo(Path directory, Set<String> names) {
        if (hasManifest()) {
            String manifest = key(CheckpointManifest.FILE_NAME);
            VerifiedDownload.all(
                    store,
                    prefix,
                    ArtifactJson.read(manifest, store.read(manifest), CheckpointManifest.class),
                    directory);
            return;
        }
        List<StoredObject> before = chosen(names);
        before.forEach(each -> download(each, directory.resolve(each.key())));
        if (!chosen(names).equals(before)) {
            throw changed(prefix);
        }
    }

    private List<StoredObject> chosen(Set<String> names) {
        return files().stream().filter(each -> names.contains(each.key())).toList();
    }

    private void download(StoredObject object, Path file) {
        create(file.toAbsolutePath().getParent());
        long size;
        try (InputStream in = store.open(key(object.key()))) {
            size = Files.copy(in, file);
        } catch (IOException e) {
            throw new RetryableException(
                    ErrorCode.STORE_UNAVAILABLE, "reading " + key(object.key()) + ": " + e.getMessage(), e);
        }
        if (size != object.size()) {
            throw changed(key(object.key()));
        }
    }

    private static void create(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + directory, e);
        }
    }

    private static RetryableException changed(String what) {
        return new RetryableException(ErrorCode.DIGEST_MISMATCH, what + " was written to while it was read");
    }

    private String key(String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }
}
