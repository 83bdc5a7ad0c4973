package dev.ordo.model.quantization;

import java.util.Arrays;

/**
 * The float32 sum of many numbers, in the order in which PyTorch adds them in one thread on a processor with 256-bit vectors.
 *
 * <p>A sum in float32 is another in another order, and bitsandbytes' offsets are such sums; so this is what makes ours equal to them to the
 * last bit. PyTorch adds in one thread what is fewer than 32,768 numbers, however many threads it has.
 *
 * <p>Four vectors of eight lanes make a row. Rows are added to the first of four levels, and whenever a level has taken up so many of the
 * one before, it is added to the next. At the end the levels are added, then the vectors, then the lanes.
 */
final class CascadeSum {
    private static final int LANES = 8;
    private static final int VECTORS = 4;
    private static final int LEVELS = 4;
    private static final int LEAST_POWER = 4;

    private final float[] numbers;
    private final int lanes;

    private CascadeSum(float[] numbers) {
        this.numbers = numbers;
        this.lanes = numbers.length < LANES ? 1 : LANES;
    }

    static float of(float[] numbers) {
        return new CascadeSum(numbers).sum();
    }

    private float sum() {
        int vectors = numbers.length / lanes;
        float sum = 0;
        for (int i = vectors * lanes; i < numbers.length; i++) {
            sum += numbers[i];
        }
        for (float lane : lanes(vectors)) {
            sum += lane;
        }
        return sum;
    }

    /** The sums of the lanes of so many vectors. */
    private float[] lanes(int vectors) {
        float[] row = row(vectors / VECTORS);
        float[] sums = Arrays.copyOf(row, lanes);
        for (int vector = vectors / VECTORS * VECTORS; vector < vectors; vector++) {
            add(sums, numbers, vector * lanes);
        }
        for (int vector = 1; vector < VECTORS; vector++) {
            add(sums, row, vector * lanes);
        }
        return sums;
    }

    /** The sum of so many rows. */
    private float[] row(int rows) {
        int width = VECTORS * lanes;
        int power = Math.max(LEAST_POWER, ceilLog2(rows) / LEVELS);
        float[][] levels = new float[LEVELS][width];
        for (int row = 0; row < rows; row++) {
            add(levels[0], numbers, row * width);
            int done = row + 1;
            for (int level = 1; level < LEVELS && done % (1L << level * power) == 0; level++) {
                add(levels[level], levels[level - 1], 0);
                Arrays.fill(levels[level - 1], 0);
            }
        }
        for (int level = 1; level < LEVELS; level++) {
            add(levels[0], levels[level], 0);
        }
        return levels[0];
    }

    private static int ceilLog2(int size) {
        return size <= 2 ? 1 : Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
    }

    private static void add(float[] sums, float[] numbers, int from) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += numbers[from + i];
        }
    }
}
