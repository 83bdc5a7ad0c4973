package dev.ordo.pruner.algorithm;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Which neurons of one layer stay. */
final class NeuronSelection {
    private NeuronSelection() {}

    /**
     * The neurons of greatest saliency; of equals, the one that comes first.
     *
     * @param saliency one value per neuron
     * @param count how many stay
     * @return their indices, ascending: neurons keep their order
     */
    static int[] strongest(float[] saliency, int count) {
        return IntStream.range(0, saliency.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(neuron -> -saliency[neuron]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** The sums of every {@code size} neighbours, in float64 and then rounded. */
    static float[] sums(float[] saliency, int size) {
        float[] sums = new float[saliency.length / size];
        for (int group = 0; group < sums.length; group++) {
            double sum = 0;
            for (int neuron = group * size; neuron < (group + 1) * size; neuron++) {
                sum += saliency[neuron];
            }
            sums[group] = (float) sum;
        }
        return sums;
    }

    /** The given rows of a row-major matrix of {@code columns} columns. */
    static float[] rows(float[] matrix, int columns, int[] kept) {
        float[] cut = new float[kept.length * columns];
        for (int row = 0; row < kept.length; row++) {
            System.arraycopy(matrix, kept[row] * columns, cut, row * columns, columns);
        }
        return cut;
    }

    /** The given columns of a row-major matrix of {@code columns} columns. */
    static float[] columns(float[] matrix, int columns, int[] kept) {
        int rows = matrix.length / columns;
        float[] cut = new float[rows * kept.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < kept.length; column++) {
                cut[row * kept.length + column] = matrix[row * columns + kept[column]];
            }
        }
        return cut;
    }
}
