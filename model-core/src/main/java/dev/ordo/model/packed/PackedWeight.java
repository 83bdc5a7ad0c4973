package dev.ordo.model.packed;

import dev.ordo.model.safetensors.FloatFormats;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One weight matrix as it is stored: small integers packed into 32-bit words, a bfloat16 scale per group, and a zero point per group where
 * they are asymmetric.
 *
 * <p>Element (r, c) is {@code (q - zero(r, c / groupSize)) * scale(r, c / groupSize)}, rounded to bfloat16. compressed-tensors multiplies in the
 * type of the scale, so this is bit for bit what transformers computes with; q - zero has at most 8 bits and a sign, and the scale 8, so
 * the product before rounding is exact in float32.
 *
 * <p>The arrays are not copied: who hands them in or takes them out must not change them.
 *
 * @param layout sizes
 * @param packed words, row-major, shape (rows, wordsPerRow); each row begins a new word
 * @param grids scale and zero point of each group
 */
@SuppressWarnings("ArrayRecordComponent")
public record PackedWeight(PackedLayout layout, int[] packed, GroupGrids grids) implements QuantizedWeight {
    /** Values of a piece, or a row if that is longer. */
    private static final int PIECE = 1 << 18;

    /**
     * Checks that the parts fit together.
     *
     * @throws PackedWeightException if a part has another size than the layout calls for, or a scale is not finite
     */
    public PackedWeight {
        check("packed words", packed.length, (long) layout.rows() * layout.wordsPerRow());
        grids.check(layout);
    }

    /** The scales of groups, bfloat16 bits, row-major, shape (rows, groupsPerRow). */
    public short[] scales() {
        return grids.scales();
    }

    static void check(String part, long actual, long expected) {
        if (actual != expected) {
            throw new PackedWeightException("needs " + expected + " " + part + ", has " + actual);
        }
    }

    /**
     * Packs quantized values of symmetric groups.
     *
     * @param values row-major, shape (rows, columns), each within the range of the layout's bits
     * @param scales bfloat16 bits, row-major, shape (rows, groupsPerRow); kept, not copied
     * @throws PackedWeightException if a value is out of range or a part has the wrong size
     */
    public static PackedWeight pack(PackedLayout layout, byte[] values, short... scales) {
        return pack(layout, values, GroupGrids.symmetric(scales));
    }

    /**
     * Packs quantized values.
     *
     * @param values row-major, shape (rows, columns), each within the range of the layout's bits
     * @throws PackedWeightException if a value is out of range or a part has the wrong size
     */
    public static PackedWeight pack(PackedLayout layout, byte[] values, GroupGrids grids) {
        check("values", values.length, (long) layout.rows() * layout.columns());
        int[] packed = new int[layout.rows() * layout.wordsPerRow()];
        for (int row = 0; row < layout.rows(); row++) {
            packRow(layout, values, row * layout.columns(), packed, row);
        }
        return new PackedWeight(layout, packed, grids);
    }

    /**
     * Packs one row into the words of all.
     *
     * @param values with the row's from {@code first} on, each within the range of the layout's bits
     * @param packed all words, of which the row's are 0
     * @throws PackedWeightException if a value is out of range
     */
    public static void packRow(PackedLayout layout, byte[] values, int first, int[] packed, int row) {
        int firstWord = row * layout.wordsPerRow();
        for (int column = 0; column < layout.columns(); column++) {
            int value = values[first + column];
            if (value < layout.minValue() || value > layout.maxValue()) {
                throw new PackedWeightException("value " + value + " at (" + row + ", " + column + ") needs more than "
                        + layout.bits() + " bits");
            }
            int word = firstWord + layout.wordOf(column);
            int shift = layout.shiftOf(column);
            packed[word] |= (value + layout.offset()) << shift;
            if (shift + layout.bits() > Integer.SIZE) {
                packed[word + 1] |= (value + layout.offset()) >>> (Integer.SIZE - shift);
            }
        }
    }

    /**
     * The same integers with the scales of each row divided by a number of its own, rounded to bfloat16.
     *
     * @param divisors one for each row
     * @throws PackedWeightException if there are more or fewer of them than rows, or a scale is no longer finite
     */
    public PackedWeight withRowsDivided(float[] divisors) {
        check("divisors", divisors.length, layout.rows());
        short[] divided = new short[scales().length];
        for (int i = 0; i < divided.length; i++) {
            divided[i] = FloatFormats.toBf16(FloatFormats.fromBf16(scales()[i]) / divisors[i / layout.groupsPerRow()]);
        }
        return new PackedWeight(layout, packed, new GroupGrids(divided, grids.zeros()));
    }

    /** The quantized values, row-major, shape (rows, columns). */
    public byte[] unpack() {
        byte[] values = new byte[layout.rows() * layout.columns()];
        for (int row = 0; row < layout.rows(); row++) {
            for (int column = 0; column < layout.columns(); column++) {
                values[row * layout.columns() + column] = (byte) value(layout, packed, row, column);
            }
        }
        return values;
    }

    @Override
    public float[] dequantize() {
        return dequantize(0, layout.rows());
    }

    @Override
    public Stream<float[]> pieces() {
        int rows = Math.max(1, PIECE / layout.columns());
        return IntStream.iterate(0, row -> row < layout.rows(), row -> row + rows)
                .mapToObj(row -> dequantize(row, Math.min(layout.rows(), row + rows)));
    }

    private float[] dequantize(int from, int to) {
        float[] weights = new float[(to - from) * layout.columns()];
        int groupSize = layout.groupSize();
        for (int row = from; row < to; row++) {
            for (int group = 0; group < layout.groupsPerRow(); group++) {
                int grid = row * layout.groupsPerRow() + group;
                float scale = FloatFormats.fromBf16(scales()[grid]);
                for (int column = group * groupSize; column < (group + 1) * groupSize; column++) {
                    weights[(row - from) * layout.columns() + column] =
                            FloatFormats.roundToBf16((value(layout, packed, row, column) - grids.zero(grid)) * scale);
                }
            }
        }
        return weights;
    }

    static int value(PackedLayout layout, int[] packed, int row, int column) {
        int word = row * layout.wordsPerRow() + layout.wordOf(column);
        int shift = layout.shiftOf(column);
        int unsigned = packed[word] >>> shift;
        if (shift + layout.bits() > Integer.SIZE) {
            unsigned |= packed[word + 1] << (Integer.SIZE - shift);
        }
        return (unsigned & (2 * layout.offset() - 1)) - layout.offset();
    }

    /** The same weight without the others of its rows; integers, scales and zero points stay what they are. */
    public PackedWeight withRows(int... kept) {
        int words = layout.wordsPerRow();
        int groups = layout.groupsPerRow();
        int[] numbers = new int[kept.length * words];
        int[] their = new int[kept.length * groups];
        for (int row = 0; row < kept.length; row++) {
            System.arraycopy(packed, kept[row] * words, numbers, row * words, words);
            for (int group = 0; group < groups; group++) {
                their[row * groups + group] = kept[row] * groups + group;
            }
        }
        return new PackedWeight(layout.withRows(kept.length), numbers, grids.only(their));
    }

    /** The same weight without the others of the groups of its columns; integers, scales and zero points stay what they are. */
    public PackedWeight withGroups(int... kept) {
        int size = layout.groupSize();
        PackedLayout cut = layout.withColumns(kept.length * size);
        byte[] values = new byte[cut.rows() * cut.columns()];
        int[] their = new int[cut.rows() * kept.length];
        for (int row = 0; row < cut.rows(); row++) {
            for (int i = 0; i < kept.length; i++) {
                their[row * kept.length + i] = row * layout.groupsPerRow() + kept[i];
                for (int column = 0; column < size; column++) {
                    values[row * cut.columns() + i * size + column] =
                            (byte) value(layout, packed, row, kept[i] * size + column);
                }
            }
        }
        return pack(cut, values, grids.only(their));
    }

    /** Bytes that its tensors take in a file, the shape's sixteen included. */
    public long storedBytes() {
        return layout.storedBytes();
    }
}
