package dev.ordo.model.gguf;

/**
 * Rows of query and key projections, in the order in which transformers keeps them.
 *
 * <p>llama.cpp's {@code llama} rotates neighbouring rows (2i, 2i + 1) of a head, transformers rows (i, i + D/2): converters
 * interleave the halves of each head, and this undoes it.
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
        int columns = values.length / (heads * headDim);
        float[] result = new float[values.length];
        for (int row = 0; row < heads * headDim; row++) {
            int head = row / headDim;
            int within = row % headDim;
            int target = head * headDim + within % 2 * (headDim / 2) + within / 2;
            System.arraycopy(values, row * columns, result, target * columns, columns);
        }
        return result;
    }
}
