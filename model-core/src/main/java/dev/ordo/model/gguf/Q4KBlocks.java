package dev.ordo.model.gguf;

import dev.ordo.model.safetensors.FloatFormats;
import java.nio.ByteBuffer;

/**
 * Q4_K: 256 values in 8 groups of 32; x = d * scale * nibble - dmin * minimum, d and dmin in F16 for all, scale and minimum in 6 bits
 * for each group.
 *
 * <p>Bytes: d, dmin, 12 of scales and minima, 128 of nibbles. The first four of the twelve hold the scales of groups 0 to 3 and above
 * them the upper 2 bits of the scales of groups 4 to 7; the next four likewise the minima; the last four the lower 4 bits of the latter
 * scales and, above them, minima. Of each 64 values, the first 32 are the low nibbles of 32 bytes, the others the high ones.
 */
final class Q4KBlocks {
    static final int SIZE = 256;
    static final int BYTES = 144;

    private static final int GROUPS = 8;
    private static final int GROUP = 32;
    private static final int MOST_LEVEL = 15;
    private static final int MOST_SCALE = 63;
    private static final int PACKED_SCALES = 12;

    private Q4KBlocks() {}

    /** Stores one block, as {@code quantize_row_q4_K_ref} of llama.cpp does. */
    static void encode(float[] values, int at, ByteBuffer target) {
        float[] scales = new float[GROUPS];
        float[] minima = new float[GROUPS];
        byte[] levels = new byte[SIZE];
        ScaleSearch search = new ScaleSearch(GROUP, MOST_LEVEL);
        for (int group = 0; group < GROUPS; group++) {
            search.run(values, at + group * GROUP);
            scales[group] = search.scale();
            minima[group] = search.minimum();
            for (int i = 0; i < GROUP; i++) {
                levels[group * GROUP + i] = (byte) search.level(i);
            }
        }
        short d = FloatFormats.toF16(largest(scales) / MOST_SCALE);
        short dmin = FloatFormats.toF16(largest(minima) / MOST_SCALE);
        byte[] coded = pack(inSixBits(scales), inSixBits(minima));
        target.putShort(d).putShort(dmin).put(coded);
        relevel(levels, values, at, d, dmin, coded);
        putNibbles(levels, target);
    }

    private static int[] inSixBits(float[] numbers) {
        float largest = largest(numbers);
        float inverse = largest > 0 ? MOST_SCALE / largest : 0;
        int[] coded = new int[GROUPS];
        for (int group = 0; group < GROUPS; group++) {
            coded[group] = (int) ScaleSearch.clamp(Math.rint(inverse * numbers[group]), MOST_SCALE);
        }
        return coded;
    }

    private static float largest(float[] numbers) {
        float largest = 0;
        for (float each : numbers) {
            largest = Math.max(largest, each);
        }
        return largest;
    }

    private static byte[] pack(int[] scales, int[] minima) {
        byte[] packed = new byte[PACKED_SCALES];
        for (int i = 0; i < 4; i++) {
            packed[i] = (byte) (scales[i] | scales[i + 4] >> 4 << 6);
            packed[i + 4] = (byte) (minima[i] | minima[i + 4] >> 4 << 6);
            packed[i + 8] = (byte) (scales[i + 4] & 0xf | (minima[i + 4] & 0xf) << 4);
        }
        return packed;
    }

    private static int scale(byte[] packed, int group) {
        return group < 4 ? packed[group] & 0x3f : packed[group + 4] & 0xf | (packed[group - 4] >> 6 & 3) << 4;
    }

    private static int minimum(byte[] packed, int group) {
        return group < 4 ? packed[group + 4] & 0x3f : packed[group + 4] >> 4 & 0xf | (packed[group] >> 6 & 3) << 4;
    }

    /** The nearest levels for the scales as they are stored; where a scale came to be zero, levels say nothing and stay. */
    private static void relevel(byte[] levels, float[] values, int at, short d, short dmin, byte[] coded) {
        for (int i = 0; i < SIZE; i++) {
            float scale = FloatFormats.fromF16(d) * scale(coded, i / GROUP);
            float minimum = FloatFormats.fromF16(dmin) * minimum(coded, i / GROUP);
            if (scale != 0) {
                levels[i] = (byte) ScaleSearch.clamp(Math.rint((values[at + i] + minimum) / scale), MOST_LEVEL);
            }
        }
    }

    private static void putNibbles(byte[] levels, ByteBuffer target) {
        for (int pair = 0; pair < SIZE; pair += 2 * GROUP) {
            for (int i = pair; i < pair + GROUP; i++) {
                target.put((byte) (levels[i] | levels[i + GROUP] << 4));
            }
        }
    }

    /** Reads one block. */
    static void decode(ByteBuffer source, float[] target, int at) {
        float d = FloatFormats.fromF16(source.getShort());
        float dmin = FloatFormats.fromF16(source.getShort());
        byte[] coded = new byte[PACKED_SCALES];
        source.get(coded);
        for (int pair = 0; pair < GROUPS; pair += 2) {
            float low = d * scale(coded, pair);
            float high = d * scale(coded, pair + 1);
            float lowMinimum = dmin * minimum(coded, pair);
            float highMinimum = dmin * minimum(coded, pair + 1);
            for (int i = at + pair * GROUP; i < at + (pair + 1) * GROUP; i++) {
                int nibbles = source.get();
                target[i] = low * (nibbles & 0xf) - lowMinimum;
                target[i + GROUP] = high * (nibbles >> 4 & 0xf) - highMinimum;
            }
        }
    }
}
