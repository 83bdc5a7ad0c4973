package dev.ordo.model.packed;

/**
 * Scales that are quantized themselves: scale i is {@code values[codes[i]] * maxima[i / 256] + offset}, each step in float32.
 *
 * <p>The arrays are not copied: who hands them in or takes them out must not change them.
 *
 * @param codes one for each scale, unsigned
 * @param maxima the largest distance from the offset in each block of 256 neighbouring scales, of which the last may be shorter
 * @param values what the codes stand for, 256 ascending numbers
 * @param offset the scales' mean
 */
@SuppressWarnings("ArrayRecordComponent")
public record DoublyQuantized(byte[] codes, float[] maxima, float[] values, float offset) {
    /** Scales that share a maximum. */
    public static final int BLOCK = 256;

    /** How many values a code has. */
    public static final int CODES = 256;

    /**
     * Checks that the parts fit together.
     *
     * @throws PackedWeightException if there are too few or too many maxima or values, or one or the offset is not finite
     */
    public DoublyQuantized {
        if (maxima.length != blocks(codes.length)) {
            throw new PackedWeightException(
                    codes.length + " scales need " + blocks(codes.length) + " maxima, have " + maxima.length);
        }
        if (values.length != CODES) {
            throw new PackedWeightException("scales need " + CODES + " values, have " + values.length);
        }
        requireFinite("maximum of scales", maxima);
        requireFinite("value of scales", values);
        requireFinite("offset of scales", offset);
    }

    private static void requireFinite(String what, float... values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new PackedWeightException(what + " " + i + " is not finite");
            }
        }
    }

    /** How many maxima so many scales have. */
    public static int blocks(int scales) {
        return (scales + BLOCK - 1) / BLOCK;
    }

    /** The scales. */
    public float[] dequantize() {
        float[] scales = new float[codes.length];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = values[codes[i] & 0xff] * maxima[i / BLOCK] + offset;
        }
        return scales;
    }
}
