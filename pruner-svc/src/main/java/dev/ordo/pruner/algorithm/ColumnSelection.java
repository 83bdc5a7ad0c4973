package dev.ordo.pruner.algorithm;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Some columns of one matrix that comes row-major, in pieces that may end within a row, so that none is too large. */
final class ColumnSelection {
    private final int columns;
    private final BitSet kept = new BitSet();
    private int column;

    /**
     * @param columns of the matrix
     * @param kept those that stay
     */
    ColumnSelection(int columns, int... kept) {
        this.columns = columns;
        IntStream.of(kept).forEach(this.kept::set);
    }

    /** The pieces without the other columns, in their order. */
    Stream<float[]> of(Stream<float[]> pieces) {
        return pieces.sequential().map(this::cut).filter(piece -> piece.length > 0);
    }

    private float[] cut(float[] piece) {
        float[] left = new float[piece.length];
        int count = 0;
        for (float value : piece) {
            if (kept.get(column)) {
                left[count++] = value;
            }
            column = column + 1 == columns ? 0 : column + 1;
        }
        return Arrays.copyOf(left, count);
    }
}
