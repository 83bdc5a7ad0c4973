package dev.ordo.model.quantization;

import dev.ordo.model.packed.DoublyQuantized;
import java.util.Arrays;

/**
 * The 256 values of the signed dynamic type of 8 bits: leading zeros tell a power of ten, and what bits are left divide its decade evenly.
 *
 * <p>With e = 0..6 the values are plus and minus 10^(e-6) times the middles of 2^e equal parts of [0.1, 1], and 0, and 1.
 *
 * @see <a href="https://arxiv.org/abs/2110.02861">Dettmers et al. 2022, 8-bit optimizers, section 2.2</a>
 */
final class DynamicMap {
    private static final int DECADES = 7;

    private DynamicMap() {}

    /** Ascending, float32, as bitsandbytes computes them; the caller's own. */
    static float[] signed() {
        float[] values = new float[DoublyQuantized.CODES];
        int count = 0;
        for (int decade = 0; decade < DECADES; decade++) {
            float scale = (float) Math.pow(10, decade - (DECADES - 1));
            float[] bounds = evenly(1 << decade);
            for (int i = 0; i + 1 < bounds.length; i++) {
                float magnitude = scale * ((bounds[i] + bounds[i + 1]) / 2);
                values[count++] = magnitude;
                values[count++] = -magnitude;
            }
        }
        values[count] = 0;
        values[count + 1] = 1;
        Arrays.sort(values);
        return values;
    }

    /** The bounds of so many equal parts of [0.1, 1], as PyTorch's linspace gives them: from either end to the middle, each rounded once. */
    private static float[] evenly(int parts) {
        float step = (1 - 0.1f) / parts;
        float[] bounds = new float[parts + 1];
        for (int i = 0; i <= parts; i++) {
            bounds[i] = i < (parts + 1) / 2 ? Math.fma(step, i, 0.1f) : Math.fma(-step, parts - i, 1f);
        }
        return bounds;
    }
}
