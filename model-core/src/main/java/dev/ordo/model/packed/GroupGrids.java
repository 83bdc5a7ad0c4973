package dev.ordo.model.packed;

import dev.ordo.model.safetensors.FloatFormats;

/**
 * What the integers of each group stand for: their distance, and which of them is 0.
 *
 * <p>The arrays are not copied: who hands them in or takes them out must not change them.
 *
 * @param scales bfloat16 bits, row-major, shape (rows, groupsPerRow); finite
 * @param zeros integers that stand for 0, of the same shape; empty where that is 0 in all groups, which are symmetric then
 */
@SuppressWarnings("ArrayRecordComponent")
public record GroupGrids(short[] scales, byte[] zeros) {
    /** Of groups in which the integer 0 stands for 0. */
    public static GroupGrids symmetric(short... scales) {
        return new GroupGrids(scales, new byte[0]);
    }

    /** Of groups yet to be filled in. */
    public static GroupGrids empty(PackedLayout layout) {
        int groups = layout.rows() * layout.groupsPerRow();
        return new GroupGrids(new short[groups], new byte[layout.isAsymmetric() ? groups : 0]);
    }

    /**
     * As files have them.
     *
     * @param words of zero points, shape (zeroWords, groupsPerRow), in each column those of one group's place in all rows; empty of symmetric groups
     */
    public static GroupGrids of(PackedLayout layout, short[] scales, int... words) {
        if (!layout.isAsymmetric()) {
            return symmetric(scales);
        }
        int groups = layout.groupsPerRow();
        PackedLayout across = across(layout);
        PackedWeight.check("words of zero points", words.length, (long) layout.zeroWords() * groups);
        int[] packed = transposed(words, layout.zeroWords(), groups);
        byte[] zeros = new byte[layout.rows() * groups];
        for (int row = 0; row < layout.rows(); row++) {
            for (int group = 0; group < groups; group++) {
                zeros[row * groups + group] = (byte) PackedWeight.value(across, packed, group, row);
            }
        }
        return new GroupGrids(scales, zeros);
    }

    /** The zero points as files have them: see {@link #of}. */
    public int[] zeroWords(PackedLayout layout) {
        if (!layout.isAsymmetric()) {
            return new int[0];
        }
        int groups = layout.groupsPerRow();
        PackedLayout across = across(layout);
        int[] packed = new int[groups * layout.zeroWords()];
        byte[] columns = new byte[zeros.length];
        for (int i = 0; i < zeros.length; i++) {
            columns[i % groups * layout.rows() + i / groups] = zeros[i];
        }
        for (int group = 0; group < groups; group++) {
            PackedWeight.packRow(across, columns, group * layout.rows(), packed, group);
        }
        return transposed(packed, groups, layout.zeroWords());
    }

    /** Zero points are packed as the values of a matrix (groupsPerRow, rows). */
    private static PackedLayout across(PackedLayout layout) {
        return new PackedLayout(layout.groupsPerRow(), layout.rows(), layout.bits(), layout.rows());
    }

    private static int[] transposed(int[] values, int rows, int columns) {
        int[] result = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i % columns * rows + i / columns] = values[i];
        }
        return result;
    }

    /** The integer that stands for 0 in a group. */
    int zero(int group) {
        return zeros.length == 0 ? 0 : zeros[group];
    }

    /** @throws PackedWeightException if there are more or fewer than the layout has groups, or a scale is not finite */
    void check(PackedLayout layout) {
        long groups = (long) layout.rows() * layout.groupsPerRow();
        PackedWeight.check("scales", scales.length, groups);
        PackedWeight.check("zero points", zeros.length, layout.isAsymmetric() ? groups : 0);
        for (int i = 0; i < scales.length; i++) {
            if (!Float.isFinite(FloatFormats.fromBf16(scales[i]))) {
                throw new PackedWeightException("scale " + i + " is not finite");
            }
        }
    }

    /** The grids of the given groups, in their order. */
    GroupGrids only(int... groups) {
        short[] some = new short[groups.length];
        byte[] their = new byte[zeros.length == 0 ? 0 : groups.length];
        for (int i = 0; i < groups.length; i++) {
            some[i] = scales[groups[i]];
            if (their.length > 0) {
                their[i] = zeros[groups[i]];
            }
        }
        return new GroupGrids(some, their);
    }
}
