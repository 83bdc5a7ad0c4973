package dev.ordo.model.safetensors;

/**
 * Conversions between float32 and the two 16-bit formats, on raw bits.
 *
 * <p>Narrowing rounds to nearest, ties to even, as IEEE 754 and PyTorch do; values too large become infinite; NaN stays
 * NaN. Widening is exact.
 */
public final class FloatFormats {
    private FloatFormats() {}

    /** The float32 whose upper 16 bits are given. */
    public static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The nearest bfloat16 (8 exponent bits, 7 of fraction). */
    public static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x0040);
        }
        int tieToEven = (bits >>> 16) & 1;
        return (short) ((bits + 0x7fff + tieToEven) >>> 16);
    }

    /** The value after a round trip through bfloat16. */
    public static float roundToBf16(float value) {
        return fromBf16(toBf16(value));
    }

    /** The float32 equal to an IEEE half (5 exponent bits, 10 of fraction). */
    public static float fromF16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
        }
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
    }

    /** The nearest IEEE half. */
    public static short toF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            return (short) (sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff));
        }
        if (magnitude >= 0x477ff000) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x38800000) {
            return (short) (sign | subnormalF16(Math.abs(value)));
        }
        int rebased = magnitude - (112 << 23);
        int tieToEven = (rebased >>> 13) & 1;
        return (short) (sign | ((rebased + 0xfff + tieToEven) >>> 13));
    }

    /** Below 2^-14 a half counts in steps of 2^-24; {@code rint} rounds ties to even. */
    private static int subnormalF16(float magnitude) {
        return (int) Math.rint((double) magnitude * 0x1p24);
    }

    /** Each value widened to float32. */
    public static float[] fromBf16(short... bits) {
        float[] values = new float[bits.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = fromBf16(bits[i]);
        }
        return values;
    }

    /** Each value rounded to nearest, ties to even. */
    public static short[] toBf16(float... values) {
        short[] bits = new short[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = toBf16(values[i]);
        }
        return bits;
    }
}
