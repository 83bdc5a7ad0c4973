package dev.ordo.model.quantization;

/** The nearest of ascending numbers. */
final class NearestValue {
    private NearestValue() {}

    /** The index of the one nearest to x, of two equally near ones the smaller: how many midpoints, in float32, are below x. */
    static int of(float[] ascending, float x) {
        int low = 0;
        int high = ascending.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if ((ascending[middle] + ascending[middle + 1]) / 2 < x) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
