package dev.ordo.model.quantization;

import dev.ordo.model.packed.DoublyQuantized;

/**
 * Quantizes scales to 8 bits: their mean is taken off, and what is left is, in blocks of 256, one of the {@link DynamicMap}'s values
 * times the block's largest.
 *
 * <p>Computed as bitsandbytes' CPU backend computes, bit for bit: a quotient is first put on a grid of 65,536 steps from -1 to 1, and of
 * that the nearest value is taken. Its mean is PyTorch's; on which see {@link CascadeSum}.
 */
final class DoubleQuantization {
    private static final int STEPS = 65_535;

    private DoubleQuantization() {}

    /** @param scales finite, at least one; left as they are */
    static DoublyQuantized quantize(float[] scales) {
        float offset = CascadeSum.of(scales) / scales.length;
        float[] values = DynamicMap.signed();
        float[] maxima = new float[DoublyQuantized.blocks(scales.length)];
        byte[] codes = new byte[scales.length];
        for (int block = 0; block < maxima.length; block++) {
            int begin = block * DoublyQuantized.BLOCK;
            int end = Math.min(begin + DoublyQuantized.BLOCK, scales.length);
            maxima[block] = largest(scales, offset, begin, end);
            if (maxima[block] == 0) {
                continue; // The code is 0, whatever it stands for.
            }
            float inverse = 1 / maxima[block];
            for (int i = begin; i < end; i++) {
                codes[i] = (byte) code(values, (scales[i] - offset) * inverse);
            }
        }
        return new DoublyQuantized(codes, maxima, values, offset);
    }

    private static float largest(float[] scales, float offset, int begin, int end) {
        float largest = 0;
        for (int i = begin; i < end; i++) {
            largest = Math.max(largest, Math.abs(scales[i] - offset));
        }
        return largest;
    }

    /** The code of a number in [-1, 1]. */
    static int code(float[] values, float normalized) {
        float clamped = Math.max(-1, Math.min(1, normalized));
        int step = (int) Math.fma((clamped + 1) * 0.5f, (float) STEPS, 0.5f);
        return NearestValue.of(values, -1 + 2f * step / STEPS);
    }
}
