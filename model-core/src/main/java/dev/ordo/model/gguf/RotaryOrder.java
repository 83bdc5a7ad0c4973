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
        return rows(values, heads * headDim, row -> interleaved(row, headDim));
    }

    /** The inverse of {@link #split}. */
    static float[] interleave(float[] values, int heads, int headDim) {
        return rows(values, heads * headDim, place -> atInterleaved(place, headDim));
    }

    /** Where transformers' row {@code p * D/2 + i} of each head is in llama.cpp's order: at {@code 2i + p}. */
    private static int interleaved(int row, int headDim) {
        int within = row % headDim;
        int half = headDim / 2;
        return row - within + within % half * 2 + within / half;
    }

    /** Which of transformers' rows is at a place in llama.cpp's order: the inverse of {@link #interleaved}. */
    static int atInterleaved(int place, int headDim) {
        int within = place % headDim;
        return place - within + within % 2 * (headDim / 2) + within / 2;
    }

    private static float[] rows(float[] values, int rows, IntUnaryOperator sourceRow) {
        int columns = values.length / rows;
        float[] result = new float[values.length];
        for (int place = 0; place < rows; place++) {
            System.arraycopy(values, sourceRow.applyAsInt(place) * columns, result, place * columns, columns);
        }
        return result;
    }
}
