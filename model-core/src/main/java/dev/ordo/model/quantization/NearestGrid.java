package dev.ordo.model.quantization;

import dev.ordo.model.packed.GroupGrids;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.safetensors.FloatFormats;

/**
 * What rounding to nearest makes of one group's weights.
 *
 * @param scale a bfloat16 value
 * @param zero the integer that stands for 0
 * @see RoundToNearest
 */
record NearestGrid(PackedLayout layout, float scale, int zero) {
    /** The distance from 1 to the next bfloat16; stands in for a scale of zero. */
    private static final float EPSILON = 0x1p-7f;

    /**
     * The grid of one group.
     *
     * @param begin place of the group's first weight
     * @param row of the first weight of all
     * @throws PackedWeightException if one is not finite
     */
    static NearestGrid of(PackedLayout layout, float[] weights, int begin, int row) {
        float least = 0;
        float most = 0;
        for (int i = begin; i < begin + layout.groupSize(); i++) {
            float weight = finite(layout, weights, i, row);
            least = Math.min(least, weight);
            most = Math.max(most, weight);
        }
        return layout.isAsymmetric() ? asymmetric(layout, least, most) : symmetric(layout, Math.max(-least, most));
    }

    /**
     * The largest weight of one group by size, a bfloat16 value.
     *
     * @throws PackedWeightException if one is not finite
     */
    static float largest(PackedLayout layout, float[] weights, int begin) {
        float largest = 0;
        for (int i = begin; i < begin + layout.groupSize(); i++) {
            largest = Math.max(largest, Math.abs(finite(layout, weights, i, 0)));
        }
        return largest;
    }

    private static float finite(PackedLayout layout, float[] weights, int at, int row) {
        float weight = FloatFormats.roundToBf16(weights[at]);
        if (!Float.isFinite(weight)) {
            throw new PackedWeightException(
                    "weight (" + (row + at / layout.columns()) + ", " + at % layout.columns() + ") is " + weights[at]);
        }
        return weight;
    }

    private static NearestGrid symmetric(PackedLayout layout, float largest) {
        float halfRange = (layout.maxValue() - layout.minValue()) / 2f;
        return new NearestGrid(layout, orEpsilon(FloatFormats.roundToBf16(largest / halfRange)), 0);
    }

    private static NearestGrid asymmetric(PackedLayout layout, float least, float most) {
        int steps = layout.maxValue() - layout.minValue();
        float scale = FloatFormats.roundToBf16(FloatFormats.roundToBf16(most - least) / steps);
        float below = FloatFormats.roundToBf16(least / scale);
        float zero = clamped(layout, FloatFormats.roundToBf16(layout.minValue() - below));
        return new NearestGrid(layout, orEpsilon(scale), (int) Math.rint(zero)); // NaN, of a group of zeros, becomes 0.
    }

    private static float orEpsilon(float scale) {
        return scale == 0 ? EPSILON : scale;
    }

    private static float clamped(PackedLayout layout, float value) {
        return Math.max(layout.minValue(), Math.min(layout.maxValue(), value));
    }

    void putInto(GroupGrids grids, int group) {
        grids.scales()[group] = FloatFormats.toBf16(scale);
        if (layout.isAsymmetric()) {
            grids.zeros()[group] = (byte) zero;
        }
    }

    /** The integer that stands for a weight. */
    byte nearest(float weight) {
        float quotient = FloatFormats.roundToBf16(FloatFormats.roundToBf16(weight) / scale);
        return (byte) Math.rint(clamped(layout, FloatFormats.roundToBf16(quotient + zero)));
    }
}
