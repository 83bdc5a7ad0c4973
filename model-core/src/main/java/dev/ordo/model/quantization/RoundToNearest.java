package dev.ordo.model.quantization;

import dev.ordo.model.packed.GroupGrids;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import java.util.stream.Stream;

/**
 * Round-to-nearest quantization in groups of neighbouring columns.
 *
 * <pre>
 * symmetric    scale = max |w| / ((qMax - qMin) / 2)      1.5 for 2 bits, 3.5 for 3, 7.5 for 4, 127.5 for 8
 *              q     = rint(clamp(w / scale, qMin, qMax))
 *
 * asymmetric   scale = (max(w, 0) - min(w, 0)) / (qMax - qMin)
 *              zero  = rint(clamp(qMin - min(w, 0) / scale, qMin, qMax))
 *              q     = rint(clamp(w / scale + zero, qMin, qMax))
 * </pre>
 *
 * <p>Computed as compressed-tensors' minmax observer and quantizer compute on a bfloat16 checkpoint, bit for bit: weights,
 * scale and what is rounded are all bfloat16, ties go to even, and a group of zeros has the scale 2^-7, the
 * format's epsilon. So the element largest in magnitude becomes 7 where it is positive (0.5 is clamped off) and -8 where it
 * is negative, and quantizing the dequantized weights again is not the identity.
 *
 * @see <a href="https://github.com/vllm-project/compressed-tensors">compressed-tensors, calculate_qparams and quantize</a>
 */
public final class RoundToNearest {
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
     * The grids of one weight matrix.
     *
     * @param weights row-major, shape (rows, columns), rounded to bfloat16 first; left as they are
     * @throws PackedWeightException if there are more or fewer weights than the layout has, or one is not finite
     */
    public static GroupGrids grids(PackedLayout layout, float[] weights) {
        if (weights.length != (long) layout.rows() * layout.columns()) {
            throw new PackedWeightException(
                    "needs " + (long) layout.rows() * layout.columns() + " weights, has " + weights.length);
        }
        GroupGrids grids = GroupGrids.empty(layout);
        for (int group = 0; group < grids.scales().length; group++) {
            NearestGrid.of(layout, weights, group * layout.groupSize(), 0).putInto(grids, group);
        }
        return grids;
    }
}
