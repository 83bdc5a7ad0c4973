package dev.ordo.model.quantization;

import dev.ordo.model.packed.GroupGrids;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;

/** A weight that is rounded to nearest row by row, as its values come in pieces of any length. */
final class RoundedRows {
    private final PackedLayout layout;
    private final int[] packed;
    private final GroupGrids grids;
    private final float[] row;
    private final byte[] values;
    private long seen;

    RoundedRows(PackedLayout layout) {
        this.layout = layout;
        this.packed = new int[layout.rows() * layout.wordsPerRow()];
        this.grids = GroupGrids.empty(layout);
        this.row = new float[layout.columns()];
        this.values = new byte[layout.columns()];
    }

    /**
     * Takes the next values.
     *
     * @throws PackedWeightException if one is not finite
     */
    void add(float[] piece) {
        int taken = 0;
        while (taken < piece.length && seen < size()) {
            int filled = (int) (seen % row.length);
            int count = Math.min(piece.length - taken, row.length - filled);
            System.arraycopy(piece, taken, row, filled, count);
            taken += count;
            seen += count;
            if (filled + count == row.length) {
                round((int) (seen / row.length) - 1);
            }
        }
        seen += piece.length - taken;
    }

    private void round(int at) {
        for (int group = 0; group < layout.groupsPerRow(); group++) {
            int begin = group * layout.groupSize();
            NearestGrid grid = NearestGrid.of(layout, row, begin, at);
            grid.putInto(grids, at * layout.groupsPerRow() + group);
            for (int i = begin; i < begin + layout.groupSize(); i++) {
                values[i] = grid.nearest(row[i]);
            }
        }
        PackedWeight.packRow(layout, values, 0, packed, at);
    }

    private long size() {
        return (long) layout.rows() * layout.columns();
    }

    /** @throws PackedWeightException if values are missing, or were too many */
    PackedWeight packed() {
        if (seen != size()) {
            throw new PackedWeightException("needs " + size() + " weights, has " + seen);
        }
        return new PackedWeight(layout, packed, grids);
    }
}
