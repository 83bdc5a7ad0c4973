package dev.ordo.model.quantization;

import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.safetensors.FloatFormats;
import java.util.stream.Stream;

/**
 * Symmetric round-to-nearest quantization in groups of neighbouring columns.
 *
 * <pre>
 * scale = max |w| / ((qMax - qMin) / 2)      1.5 for 2 bits, 3.5 for 3, 7.5 for 4, 127.5 for 8
 * q     = rint(clamp(w / scale, qMin, qMax))
 * </pre>
 *
 * <p>Computed as compressed-tensors' minmax observer and quantizer compute on a bfloat16 checkpoint, bit for bit: weights,
 * scale and the quotient before rounding are all bfloat16, ties go to even, and a group of zeros has the scale 2^-7, the
 * format's epsilon. So the element largest in magnitude becomes 7 where it is positive (0.5 is clamped off) and -8 where it
 * is negative, and quantizing the dequantized weights again is not the identity.
 *
 * @see <a href="https://github.com/vllm-project/compressed-tensors">compressed-tensors, calculate_qparams and quantize</a>
 */
public final class RoundToNearest {
    /** The distance from 1 to the next bfloat16; stands in for a scale of zero. */
    private static final float EPSILON = 0x1p-7f;

    private RoundToNearest() {}

    /**
     * Quantizes one weight matrix.
     *
     * @param weights row-major, shape (rows, columns), rounded to bfloat16 first; left as they are
     * @throws PackedWeightException if there are more or fewer weights than the layout has, or one is not finite
     */
    public static PackedWeight quantize(PackedLayout layout, float[] weights) {
        return quantize(layout, Stream.of(weights));
    }

    /**
     * Quantizes one weight matrix, of which no more than a piece is in memory as it was.
     *
     * @param pieces one after the other all weights, row-major, rounded to bfloat16 first; left as they are
     * @throws PackedWeightException if there are more or fewer weights than the layout has, or one is not finite
     */
    public static PackedWeight quantize(PackedLayout layout, Stream<float[]> pieces) {
        RoundedRows rows = new RoundedRows(layout);
        pieces.forEachOrdered(rows::add);
        return rows.packed();
    }

    /**
     * The scales of one weight matrix.
     *
     * @param weights row-major, shape (rows, columns), rounded to bfloat16 first; left as they are
     * @return bfloat16 bits, shape (rows, groupsPerRow)
     * @throws PackedWeightException if there are more or fewer weights than the layout has, or one is not finite
     */
    public static short[] scales(PackedLayout layout, float[] weights) {
        if (weights.length != (long) layout.rows() * layout.columns()) {
            throw new PackedWeightException(
                    "needs " + (long) layout.rows() * layout.columns() + " weights, has " + weights.length);
        }
        short[] scales = new short[layout.rows() * layout.groupsPerRow()];
        for (int group = 0; group < scales.length; group++) {
            scales[group] = FloatFormats.toBf16(scale(layout, weights, group * layout.groupSize(), 0));
        }
        return scales;
    }

    /**
     * The scale of one group, a bfloat16 value.
     *
     * @param row of the first weight
     */
    static float scale(PackedLayout layout, float[] weights, int begin, int row) {
        float halfRange = (layout.maxValue() - layout.minValue()) / 2f;
        float scale = FloatFormats.roundToBf16(largest(layout, weights, begin, row) / halfRange);
        return scale == 0 ? EPSILON : scale;
    }

    /**
     * The largest weight of one group by size, a bfloat16 value.
     *
     * @param row of the first weight
     * @throws PackedWeightException if one is not finite
     */
    static float largest(PackedLayout layout, float[] weights, int begin, int row) {
        float largest = 0;
        for (int i = begin; i < begin + layout.groupSize(); i++) {
            float weight = FloatFormats.roundToBf16(weights[i]);
            if (!Float.isFinite(weight)) {
                throw new PackedWeightException(
                        "weight (" + (row + i / layout.columns()) + ", " + i % layout.columns() + ") is " + weights[i]);
            }
            largest = Math.max(largest, Math.abs(weight));
        }
        return largest;
    }

    /** The integer that stands for a weight. */
    static byte value(PackedLayout layout, float weight, float scale) {
        float quotient = FloatFormats.roundToBf16(FloatFormats.roundToBf16(weight) / scale);
        return (byte) Math.rint(Math.max(layout.minValue(), Math.min(layout.maxValue(), quotient)));
    }
}
