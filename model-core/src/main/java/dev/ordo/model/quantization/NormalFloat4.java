package dev.ordo.model.quantization;

import dev.ordo.model.packed.Nf4Weight;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.safetensors.FloatFormats;
import java.util.stream.IntStream;

/**
 * NormalFloat4 with double quantization.
 *
 * <pre>
 * scale  = max |w| over 64 neighbouring columns
 * number = that of the nearest of NF4's values to w * (1 / scale); of two equally near ones the smaller
 * </pre>
 *
 * <p>and the scales by {@link DoubleQuantization}. Computed as bitsandbytes' CPU backend computes on a bfloat16 weight, bit for bit.
 *
 * @see <a href="https://arxiv.org/abs/2305.14314">Dettmers et al. 2023, QLoRA, section 3</a>
 */
public final class NormalFloat4 {
    /** Stands in for the scale of a block of zeros, as in bitsandbytes. */
    private static final float LEAST_SCALE = 1e-38f;

    private static final float[] VALUES = Nf4Weight.values();

    private NormalFloat4() {}

    /**
     * Quantizes one weight matrix.
     *
     * @param layout of NF4
     * @param weights row-major, shape (rows, columns), rounded to bfloat16 first; left as they are
     * @throws PackedWeightException if there are more or fewer weights than the layout has, or one is not finite
     */
    public static Nf4Weight quantize(PackedLayout layout, float[] weights) {
        if (weights.length != (long) layout.rows() * layout.columns()) {
            throw new PackedWeightException(
                    "needs " + (long) layout.rows() * layout.columns() + " weights, has " + weights.length);
        }
        float[] scales = new float[weights.length / Nf4Weight.BLOCK];
        byte[] numbers = new byte[weights.length / 2];
        for (int block = 0; block < scales.length; block++) {
            int begin = block * Nf4Weight.BLOCK;
            scales[block] = NearestGrid.largest(layout, weights, begin);
            float inverse = 1 / Math.max(scales[block], LEAST_SCALE);
            for (int i = begin; i < begin + Nf4Weight.BLOCK; i += 2) {
                int first = NearestValue.of(VALUES, FloatFormats.roundToBf16(weights[i]) * inverse);
                int second = NearestValue.of(VALUES, FloatFormats.roundToBf16(weights[i + 1]) * inverse);
                numbers[i / 2] = (byte) (first << Nf4Weight.BITS | second);
            }
        }
        return new Nf4Weight(layout, numbers, DoubleQuantization.quantize(scales));
    }

    /** What the codes of scales stand for, ascending. */
    public static double[] scaleValues() {
        float[] values = DynamicMap.signed();
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
