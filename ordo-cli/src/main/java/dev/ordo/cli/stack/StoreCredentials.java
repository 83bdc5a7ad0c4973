package dev.ordo.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The keys of the local S3 server: random, made once, readable by their owner alone.
 *
 * @param accessKey identity
 * @param secretKey secret
 */
public record StoreCredentials(String accessKey, String secretKey) {
    private static final int ACCESS_BYTES = 10;
    private static final int SECRET_BYTES = 24;

    /** The keys in a file, which is made with new ones if it is missing. */
    static StoreCredentials readOrCreate(Path file) {
        return Files.exists(file) ? read(file) : create(file);
    }

    /**
     * The keys in a file.
     *
     * @throws StackException if it does not hold two lines
     */
    public static StoreCredentials read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != 2) {
                throw new StackException(file + " must hold two lines, access key and secret key, but holds "
                        + lines.size() + "; remove it, and the next `ordo up` makes new ones");
            }
            return new StoreCredentials(lines.get(0), lines.get(1));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Keys that nobody has had before. */
    public static StoreCredentials random() {
        return new StoreCredentials(random(ACCESS_BYTES), random(SECRET_BYTES));
    }

    private static StoreCredentials create(Path file) {
        StoreCredentials made = random();
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            Files.createDirectories(file.getParent());
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var channel = Files.newByteChannel(file, options, ownerOnly)) {
                String text = made.accessKey() + "\n" + made.secretKey() + "\n";
                channel.write(StandardCharsets.US_ASCII.encode(text));
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String random(int bytes) {
        byte[] drawn = new byte[bytes];
        new SecureRandom().nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    /** Not the secret: this may be logged. */
    @Override
    public String toString() {
        return "StoreCredentials[" + accessKey + "]";
    }
}
