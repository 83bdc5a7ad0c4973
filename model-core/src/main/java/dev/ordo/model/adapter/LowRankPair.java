package dev.ordo.model.adapter;

import java.util.Arrays;
import java.util.Random;

/**
 * The adapter of one weight W (rows, columns): {@code scale * B A}.
 *
 * <p>The arrays are not copied: who hands them in or takes them out must not change them.
 *
 * @param rank rows of A and columns of B
 * @param a row-major, shape (rank, columns)
 * @param b row-major, shape (rows, rank)
 */
@SuppressWarnings("ArrayRecordComponent")
public record LowRankPair(int rank, double scale, float[] a, float[] b) {

    /** @throws IllegalArgumentException if a matrix is empty, or none of this rank */
    public LowRankPair {
        if (rank < 1 || a.length == 0 || b.length == 0 || a.length % rank != 0 || b.length % rank != 0) {
            throw new IllegalArgumentException(
                    "matrices of " + a.length + " and " + b.length + " values are no pair of rank " + rank);
        }
    }

    /**
     * A pair that changes nothing yet: A uniform in {@code +-1 / sqrt(columns)}, which is He et al.'s bound at a slope of sqrt(5) and PEFT's
     * own, and B zero. The numbers come from {@link Random}, whose sequence Java fixes.
     */
    public static LowRankPair initial(int rank, double scale, int rows, int columns, Random random) {
        float[] a = new float[rank * columns];
        double bound = 1 / Math.sqrt(columns);
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return new LowRankPair(rank, scale, a, new float[rows * rank]);
    }

    public int rows() {
        return b.length / rank;
    }

    public int columns() {
        return a.length / rank;
    }

    /**
     * Adds {@code scale * B A} to a weight in place; sums over the rank are of float32, in its order.
     *
     * @param weight row-major, shape (rows, columns)
     */
    public void addTo(float[] weight) {
        int columns = columns();
        float[] sum = new float[columns];
        for (int row = 0; row < rows(); row++) {
            Arrays.fill(sum, 0);
            for (int k = 0; k < rank; k++) {
                float factor = (float) (scale * b[row * rank + k]);
                int from = k * columns;
                for (int column = 0; column < columns; column++) {
                    sum[column] += factor * a[from + column];
                }
            }
            int from = row * columns;
            for (int column = 0; column < columns; column++) {
                weight[from + column] += sum[column];
            }
        }
    }

    /** Of the same weight without the others of its rows. */
    public LowRankPair withRows(int... kept) {
        float[] cut = new float[kept.length * rank];
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(b, kept[i] * rank, cut, i * rank, rank);
        }
        return new LowRankPair(rank, scale, a, cut);
    }

    /** Of the same weight without the others of its columns. */
    public LowRankPair withColumns(int... kept) {
        int columns = columns();
        float[] cut = new float[rank * kept.length];
        for (int k = 0; k < rank; k++) {
            for (int i = 0; i < kept.length; i++) {
                cut[k * kept.length + i] = a[k * columns + kept[i]];
            }
        }
        return new LowRankPair(rank, scale, cut, b);
    }
}
