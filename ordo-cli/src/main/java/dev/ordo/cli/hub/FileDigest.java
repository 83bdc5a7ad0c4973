package dev.ordo.cli.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest that a hub states for a file.
 *
 * @param kind large files have a SHA-256, small ones the id of their Git blob
 * @param hex lower-case digits
 */
public record FileDigest(Kind kind, String hex) {
    /** How a digest is computed. */
    public enum Kind {
        /** Of the content. */
        SHA256("SHA-256"),
        /** SHA-1 of {@code blob}, a blank, the size in decimal, a zero byte, and the content. */
        GIT_BLOB("SHA-1");

        private final String algorithm;

        Kind(String algorithm) {
            this.algorithm = algorithm;
        }
    }

    private static final int CHUNK_BYTES = 1 << 20;

    /** Whether a file has this digest. */
    boolean fits(Path file) throws IOException {
        return hex.equals(of(kind, file));
    }

    /** A file's digest, lower-case hexadecimal. */
    static String of(Kind kind, Path file) throws IOException {
        MessageDigest digest = algorithm(kind);
        if (kind == Kind.GIT_BLOB) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest algorithm(Kind kind) {
        try {
            return MessageDigest.getInstance(kind.algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + kind.algorithm, e);
        }
    }
}
