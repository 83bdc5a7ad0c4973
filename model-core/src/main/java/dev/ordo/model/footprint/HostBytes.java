package dev.ordo.model.footprint;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What work makes a process take beside tensors. Measured, not derived: see the log of experiments.
 *
 * @param engine PyTorch, where work computes with tensors
 * @param texts the tokenizer's own memory while it encodes the largest text
 * @param javaHeap the Java heap and its buffers outside: weights go through it one at a time, and their garbage lingers
 * @param heap what of it is needed at one time
 */
public record HostBytes(long engine, long texts, long javaHeap, long heap) {
    private static final long MIB = 1L << 20;
    private static final long ENGINE = 96 * MIB;
    private static final long SMALL_GARBAGE = 64 * MIB;
    private static final long MOST_GARBAGE = 192 * MIB;
    private static final long PACKED_GARBAGE = 128 * MIB;
    private static final long SMALLEST_HEAP = 64 * MIB;

    /** What the tokenizer's encoding takes for every byte of text. */
    private static final long BYTES_PER_TEXT_BYTE = 200;

    /**
     * Work in Java alone.
     *
     * @param largestWeight the largest weight that is read or written, in float32
     * @param weights all of them
     */
    public static HostBytes ofJava(long largestWeight, long weights) {
        long garbage = Math.min(MOST_GARBAGE, SMALL_GARBAGE + 2 * weights);
        return new HostBytes(0, 0, garbage + 2 * largestWeight, SMALLEST_HEAP + largestWeight * 3 / 2);
    }

    /**
     * Work with tensors.
     *
     * @param largestWeight the largest weight that is read or written, in float32
     * @param textBytes the largest text that is encoded
     */
    public static HostBytes ofTensors(long largestWeight, long textBytes) {
        return new HostBytes(
                ENGINE,
                BYTES_PER_TEXT_BYTE * textBytes,
                MOST_GARBAGE + 3 * largestWeight,
                SMALLEST_HEAP + largestWeight * 3 / 2);
    }

    /** The same where weights pass through the Java heap as integers, and as pairs of adapters, too: all that before the first collection. */
    public HostBytes withMoreGarbage() {
        return new HostBytes(engine, texts, javaHeap + PACKED_GARBAGE, heap);
    }

    /** Part by part the larger of the two. */
    HostBytes orMore(HostBytes other) {
        return new HostBytes(
                Math.max(engine, other.engine),
                Math.max(texts, other.texts),
                Math.max(javaHeap, other.javaHeap),
                Math.max(heap, other.heap));
    }

    /** In words for people. */
    public Map<String, Long> parts() {
        Map<String, Long> parts = new LinkedHashMap<>();
        if (engine > 0) {
            parts.put("engine", engine);
        }
        if (texts > 0) {
            parts.put("tokenizing", texts);
        }
        parts.put("Java heap", javaHeap);
        return parts;
    }
}
