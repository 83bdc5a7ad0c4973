package dev.ordo.model.gguf;

import java.util.function.IntUnaryOperator;

/**
 * Rows of query and key projections, in the order of transformers and in that of llama.cpp.
 *
 * <p>llama.cpp's {@code llama} rotates neighbouring rows (2i, 2i + 1) of a head, transformers rows (i, i + D/2): writing
 * interleaves the halves of each head, and reading splits them again.
 */
final class RotaryOrder {
    private RotaryOrder() {}

    /**
     * Row {@code 2i + p} of each head goes to row {@code p * D/2 + i}.
     *
     * @param values row-major, heads * headDim rows; left as it is
     * @param heads number of heads
     * @param headDim rows of a head, even
     */
    static float[] split(float[] values, int heads, int headDim) {
        int half = headDim / 2;
        return moved(values, heads, headDim, within -> within % 2 * half + within / 2);
    }

    /**
     * Row {@code p * D/2 + i} of each head goes to row {@code 2i + p}: the inverse of {@link #split}.
     *
     * @param values row-major, heads * headDim rows; left as it is
     * @param heads number of heads
     * @param headDim rows of a head, even
     */
    static float[] interleave(float[] values, int heads, int headDim) {
        int half = headDim / 2;
        return moved(values, heads, headDim, within -> within % half * 2 + within / half);
    }

    private static float[] moved(float[] values, int heads, int headDim, IntUnaryOperator targetWithinHead) {
        int columns = values.length / (heads * headDim);
        float[] result = new float[values.length];
        for (int row = 0; row < heads * headDim; row++) {
            int within = row % headDim;
            int target = row - within + targetWithinHead.applyAsInt(within);
            System.arraycopy(values, row * columns, result, target * columns, columns);
        }
        return result;
    }
}
