package dev.ordo.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, streams and texts, in hexadecimal. */
final class Digests {
    /** What stands before the digits of every digest in an event. */
    static final String PREFIX = "sha256:";

    private static final int CHUNK_BYTES = 1 << 16;

    private Digests() {}

    static String hex(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return copy(in, OutputStream.nullOutputStream());
        }
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Copies a stream and returns the digest of what went through. */
    static String copy(InputStream in, OutputStream out) throws IOException {
        DigestInputStream digesting = new DigestInputStream(in, sha256());
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = digesting.read(chunk); count >= 0; count = digesting.read(chunk)) {
            out.write(chunk, 0, count);
        }
        return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    }

    /** The digits of a digest without their prefix. */
    static String digits(String digest) {
        return digest.substring(PREFIX.length());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
