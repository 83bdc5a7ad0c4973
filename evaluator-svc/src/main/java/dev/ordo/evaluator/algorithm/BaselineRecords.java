package dev.ordo.evaluator.algorithm;

import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was computed of baselines over texts, kept on the local disk: one baseline is compared with many checkpoints. A
 * record is found by the baseline's digest and the text's tokens; those not used for longest make room for new ones.
 */
public final class BaselineRecords {
    /** Changes when a record of the same baseline and text would hold other values. */
    private static final String VERSION = "1";

    private static final String SUFFIX = ".states";

    /** Computes a record that is not there. */
    @FunctionalInterface
    interface Computation {
        void into(Path file);
    }

    private final Path directory;
    private final long maxBytes;

    /**
     * @param directory where records lie; made when it is needed
     * @param maxBytes what they may take together; the newest stays in any case
     */
    public BaselineRecords(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /** Whether there is a record. */
    boolean has(String baselineDigest, int[] tokens) {
        return Files.exists(file(baselineDigest, tokens));
    }

    /**
     * The record, computed if it is not there; it appears whole or not at all.
     *
     * @throws FileAccessException if the disk refuses
     */
    Path record(String baselineDigest, int[] tokens, Computation computation) {
        Path file = file(baselineDigest, tokens);
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(directory);
                compute(file, computation);
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            makeRoom(file);
            return file;
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
    }

    private void compute(Path file, Computation computation) throws IOException {
        Path part = Files.createTempFile(directory, file.getFileName().toString(), ".part");
        try {
            computation.into(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void makeRoom(Path kept) throws IOException {
        List<Path> oldestFirst;
        try (Stream<Path> files = Files.list(directory)) {
            oldestFirst = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .toList();
        }
        long bytes =
                oldestFirst.stream().mapToLong(file -> file.toFile().length()).sum();
        for (Path file : oldestFirst) {
            if (bytes > maxBytes && !file.equals(kept)) {
                bytes -= file.toFile().length();
                Files.deleteIfExists(file);
            }
        }
    }

    private Path file(String baselineDigest, int[] tokens) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((VERSION + " " + baselineDigest + " ").getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(tokens.length * Integer.BYTES);
            bytes.asIntBuffer().put(tokens);
            return directory.resolve(HexFormat.of().formatHex(sha256.digest(bytes.array())) + SUFFIX);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
