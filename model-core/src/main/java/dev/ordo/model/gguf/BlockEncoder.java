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
            default -> throw new IllegalArgumentException(type + " is not written");
        };
    }

    /** The largest magnitude that a type stores: what is larger becomes infinite, itself or as the scale of its block. */
    static float largest(GgufTensorType type) {
        float half = Math.nextDown(65_520f);
        return switch (type) {
            case F16 -> half;
            case BF16 -> Float.intBitsToFloat(0x7f7f7fff);
            case Q8_0 -> 127 * half;
            default -> Float.MAX_VALUE;
        };
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
