package dev.ordo.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What is kept of a data set's content to tell whether it shares text with another.
 *
 * <p>Two sets share text if a run of words of one is in the other: {@link Winnowing#CERTAIN} words are always found, fewer than
 * {@link Winnowing#RUN} never; or if they share a whole conversation. Sets of more than {@link #MOST} fingerprints (about
 * 75 MB of English) keep a sample, so that a shared passage is found with a probability that grows with its length.
 *
 * <p>As bytes, big endian: {@code ORDOFP01}, zero bits and count as int32, then per fingerprint, ascending, int64 hash and int32
 * line.
 */
public final class Fingerprints {
    /** At most so many are kept, 12 bytes each. */
    public static final int MOST = 1 << 20;

    private static final byte[] MAGIC = "ORDOFP01".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = MAGIC.length + 2 * Integer.BYTES;
    private static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;

    private final int zeroBits;
    private final long[] hashes;
    private final int[] lines;

    private Fingerprints(int zeroBits, long[] hashes, int[] lines) {
        this.zeroBits = zeroBits;
        this.hashes = hashes;
        this.lines = lines;
    }

    static Fingerprints sorted(int zeroBits, long[] hashes, int[] lines) {
        int[] order = IntStream.range(0, hashes.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> hashes[i]).thenComparingInt(i -> lines[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new Fingerprints(
                zeroBits,
                Arrays.stream(order).mapToLong(i -> hashes[i]).toArray(),
                Arrays.stream(order).map(i -> lines[i]).toArray());
    }

    static boolean isKept(long hash, int zeroBits) {
        return (hash & ((1L << zeroBits) - 1)) == 0;
    }

    /** How many there are. */
    public int size() {
        return hashes.length;
    }

    /** Where the two sets share text, the earliest such line of this one; empty if they are disjoint. */
    public Optional<Overlap> overlap(Fingerprints other) {
        Overlap first = null;
        int mine = 0;
        int theirs = 0;
        while (mine < hashes.length && theirs < other.hashes.length) {
            int order = Long.compare(hashes[mine], other.hashes[theirs]);
            if (order == 0 && (first == null || lines[mine] < first.line())) {
                first = new Overlap(lines[mine], other.lines[theirs]);
            }
            mine += order <= 0 ? 1 : 0;
            theirs += order > 0 ? 1 : 0;
        }
        return Optional.ofNullable(first);
    }

    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + hashes.length * ENTRY_BYTES);
        bytes.put(MAGIC).putInt(zeroBits).putInt(hashes.length);
        for (int i = 0; i < hashes.length; i++) {
            bytes.putLong(hashes[i]).putInt(lines[i]);
        }
        return bytes.array();
    }

    /** @throws IllegalArgumentException if these are not the bytes of fingerprints */
    public static Fingerprints of(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        if (content.length < HEADER_BYTES || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException("fingerprints begin with ORDOFP01");
        }
        int zeroBits = bytes.position(MAGIC.length).getInt();
        int count = bytes.getInt();
        if (count < 0 || content.length != HEADER_BYTES + (long) count * ENTRY_BYTES) {
            throw new IllegalArgumentException(count + " fingerprints do not fit into " + content.length + " bytes");
        }
        long[] hashes = new long[count];
        int[] lines = new int[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = bytes.getLong();
            lines[i] = bytes.getInt();
        }
        return new Fingerprints(zeroBits, hashes, lines);
    }

    /**
     * Lines, counted from 1, where a passage that two sets share begins.
     *
     * @param line in the one
     * @param otherLine in the other
     */
    public record Overlap(int line, int otherLine) {}
}
