package dev.ordo.artifacts;

import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.error.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Brings objects onto the local disk and believes none of them before it has been digested. */
final class VerifiedDownload {
    private VerifiedDownload() {}

    /** Every file that a manifest lists, and the manifest. */
    static void all(ObjectStore store, String location, CheckpointManifest manifest, Path directory) {
        for (FileEntry each : manifest.files()) {
            one(store, location + "/" + each.path(), each.sha256(), inside(directory, each.path()));
        }
        try {
            Files.write(directory.resolve(CheckpointManifest.FILE_NAME), ArtifactJson.write(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + directory, e);
        }
    }

    /**
     * One object.
     *
     * @throws PermanentException with {@code DIGEST_MISMATCH} if it is another than expected; the file is removed again
     */
    static void one(ObjectStore store, String key, String sha256, Path file) {
        String actual = download(store, key, file);
        if (!actual.equals(sha256)) {
            remove(file);
            throw new PermanentException(
                    ErrorCode.DIGEST_MISMATCH, key + " has the SHA-256 " + actual + ", expected " + sha256);
        }
    }

    /** Whether an object is what it is said to be, its bytes looked at and thrown away. */
    static boolean matches(ObjectStore store, String key, String sha256) {
        try (InputStream in = store.open(key)) {
            return Digests.copy(in, OutputStream.nullOutputStream()).equals(sha256);
        } catch (IOException e) {
            throw unavailable(key, e);
        }
    }

    private static String download(ObjectStore store, String key, Path file) {
        try (InputStream in = store.open(key);
                OutputStream out = create(file)) {
            return Digests.copy(in, out);
        } catch (IOException e) {
            throw unavailable(key, e);
        }
    }

    private static RetryableException unavailable(String key, IOException cause) {
        return new RetryableException(ErrorCode.STORE_UNAVAILABLE, "reading " + key + ": " + cause.getMessage(), cause);
    }

    private static OutputStream create(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.newOutputStream(file);
    }

    private static Path inside(Path directory, String path) {
        Path root = directory.toAbsolutePath().normalize();
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new PermanentException(ErrorCode.INVALID_CHECKPOINT, "'" + path + "' leaves the checkpoint");
        }
        return file;
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }
}
