package dev.ordo.model.checkpoint;

import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The digest by which a checkpoint's content is known.
 *
 * <p>It is the SHA-256 of a listing with one line per content file, {@code sha256 size path} and a line feed, sorted by
 * path. Content files are {@code config.json}, {@code generation_config.json}, tokenizer and chat template files,
 * safetensors and their index, and the low-rank adapters' folder; anything else in the directory, and all names and times outside it, count for nothing.
 */
public final class CheckpointDigest {
    private static final int CHUNK_BYTES = 1 << 20;

    private CheckpointDigest() {}

    /**
     * Digest of a directory, {@code sha256:} and 64 hexadecimal digits.
     *
     * @throws FileAccessException if a file cannot be read
     */
    public static String of(Path directory) {
        return of(contents(directory));
    }

    /** Digest of a listing, in any order. */
    public static String of(Collection<ContentFile> contents) {
        MessageDigest digest = sha256();
        contents.stream().sorted(Comparator.comparing(ContentFile::path)).forEach(file -> {
            String line = file.sha256() + " " + file.size() + " " + file.path() + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        });
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    /**
     * The content files of a directory, sorted by path.
     *
     * @throws FileAccessException if a file cannot be read
     */
    public static List<ContentFile> contents(Path directory) {
        return ContentFiles.all(directory).stream()
                .map(file -> describe(directory, file))
                .toList();
    }

    private static ContentFile describe(Path directory, Path file) {
        MessageDigest digest = sha256();
        long size = 0;
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
                size += count;
            }
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
        return new ContentFile(
                directory.relativize(file).toString().replace('\\', '/'),
                size,
                HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
