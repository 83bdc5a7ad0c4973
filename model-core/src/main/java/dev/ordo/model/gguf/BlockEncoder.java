package dev.ordo.model.gguf;

import dev.ordo.model.safetensors.FloatFormats;
import java.nio.ByteBuffer;

/** Stores blocks of values in a type: the arithmetic of llama.cpp's reference, so that equal values yield equal bytes. */
@FunctionalInterface
interface BlockEncoder {
    /**
     * Stores one block.
     *
     * @param values finite; those of the block from {@code at} on
     * @param target little endian; written from its position on
     */
    void encode(float[] values, int at, ByteBuffer target);

    /** @throws IllegalArgumentException if Ordo reads the type, but does not write it */
    static BlockEncoder of(GgufTensorType type) {
        return switch (type) {
            case F32 -> (values, at, target) -> target.putFloat(values[at]);
            case F16 -> (values, at, target) -> target.putShort(FloatFormats.toF16(values[at]));
            case BF16 -> (values, at, target) -> target.putShort(FloatFormats.toBf16(values[at]));
            case Q8_0 -> BlockEncoder::q8;
            case Q4_0 -> BlockEncoder::q4;
            case Q5_0 -> BlockEncoder::q5;
            case Q4_K -> Q4KBlocks::encode;
            default -> throw new IllegalArgumentException(type + " is not written");
        };
    }

    /**
     * The largest magnitude that a type stores: what is larger becomes infinite, itself or as the scale of its block. Of Q4_K, half of
     * the largest minimum, for the search may come to a larger one than the values have.
     */
    static float largest(GgufTensorType type) {
        float half = Math.nextDown(65_520f);
        return switch (type) {
            case F16 -> half;
            case BF16 -> Float.intBitsToFloat(0x7f7f7fff);
            case Q8_0 -> 127 * half;
            case Q4_0 -> 8 * half;
            case Q5_0 -> 16 * half;
            case Q4_K -> 32 * half;
            default -> Float.MAX_VALUE;
        };
    }

    /** The value of largest magnitude becomes -8 d; the others the nearest of d * [-8, 7], halves upwards. */
    private static void q4(float[] values, int at, ByteBuffer target) {
        float d = furthest(values, at) / -8;
        float inverse = d == 0 ? 0 : 1 / d;
        target.putShort(FloatFormats.toF16(d));
        for (int i = at; i < at + 16; i++) {
            target.put((byte) (level(values[i] * inverse, 8) | level(values[i + 16] * inverse, 8) << 4));
        }
    }

    /** As Q4_0 with -16 d and [-16, 15]; the fifth bits lie in a word before the nibbles. */
    private static void q5(float[] values, int at, ByteBuffer target) {
        float d = furthest(values, at) / -16;
        float inverse = d == 0 ? 0 : 1 / d;
        byte[] nibbles = new byte[16];
        int fifths = 0;
        for (int i = 0; i < 16; i++) {
            int low = level(values[at + i] * inverse, 16);
            int high = level(values[at + i + 16] * inverse, 16);
            nibbles[i] = (byte) (low & 0xf | (high & 0xf) << 4);
            fifths |= low >> 4 << i | high >> 4 << i + 16;
        }
        target.putShort(FloatFormats.toF16(d)).putInt(fifths).put(nibbles);
    }

    /** In [0, 2 * half): truncated in float32, after which everything is exact. */
    private static int level(float scaled, int half) {
        return Math.min(2 * half - 1, (int) (scaled + (half + 0.5f)));
    }

    /** The first of the values of largest magnitude. */
    private static float furthest(float[] values, int at) {
        float furthest = 0;
        for (int i = at; i < at + 32; i++) {
            if (Math.abs(values[i]) > Math.abs(furthest)) {
                furthest = values[i];
            }
        }
        return furthest;
    }

    /** d = max |x| / 127, each value the nearest multiple of d, halves away from zero; d is rounded to F16 only when stored. */
    private static void q8(float[] values, int at, ByteBuffer target) {
        float largest = 0;
        for (int i = at; i < at + 32; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        float d = largest / 127;
        float inverse = d == 0 ? 0 : 1 / d;
        target.putShort(FloatFormats.toF16(d));
        for (int i = at; i < at + 32; i++) {
            float scaled = values[i] * inverse;
            target.put((byte) Math.copySign(Math.floor(Math.abs((double) scaled) + 0.5), scaled));
        }
    }
}
