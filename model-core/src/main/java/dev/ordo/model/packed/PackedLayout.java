package dev.ordo.model.packed;

import java.util.List;

/**
 * Sizes of a packed weight.
 *
 * @param rows output features
 * @param columns input features
 * @param bits bits of a value, 2, 3, 4 or 8
 * @param groupSize neighbouring columns that share one scale; divides {@code columns}
 * @param numbers what the values stand for
 */
public record PackedLayout(int rows, int columns, int bits, int groupSize, NumberFormat numbers) {
    /** Bits that a value may have. */
    public static final List<Integer> WIDTHS = List.of(2, 3, 4, 8);

    /** What one Java array holds on every virtual machine. */
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    /**
     * Checks the sizes.
     *
     * @throws PackedWeightException if one is out of range, or groups would not fill the rows
     */
    public PackedLayout {
        if (rows < 1 || columns < 1) {
            throw new PackedWeightException("a weight of " + rows + " x " + columns + " cannot be packed");
        }
        if ((long) rows * columns > MAX_ELEMENTS) {
            throw new PackedWeightException(rows + " x " + columns + " exceeds " + MAX_ELEMENTS + " elements");
        }
        if (!WIDTHS.contains(bits)) {
            throw new PackedWeightException("bits must be 2, 3, 4 or 8, was " + bits);
        }
        if (groupSize < 1 || columns % groupSize != 0) {
            throw new PackedWeightException("groups of " + groupSize + " do not divide " + columns + " columns");
        }
    }

    /** Of symmetric integers. */
    public PackedLayout(int rows, int columns, int bits, int groupSize) {
        this(rows, columns, bits, groupSize, NumberFormat.INTEGERS);
    }

    /** Words of one row, whose values follow one another without a gap. */
    public int wordsPerRow() {
        return words(columns);
    }

    /** Which word of its row holds a column's value, or the lower bits of one that goes on in the next. */
    int wordOf(int column) {
        return (int) ((long) column * bits / Integer.SIZE);
    }

    /** By how many bits a column's value is shifted within its word. */
    int shiftOf(int column) {
        return (int) ((long) column * bits % Integer.SIZE);
    }

    /** Scales of one row. */
    public int groupsPerRow() {
        return columns / groupSize;
    }

    /** Whether groups have zero points. */
    public boolean isAsymmetric() {
        return numbers == NumberFormat.ASYMMETRIC_INTEGERS;
    }

    /** Whether the kernels' products take the numbers as they are: NF4's, and symmetric integers of which a row fills half or whole bytes. */
    public boolean isMultipliedPacked() {
        return numbers == NumberFormat.NF4
                || numbers == NumberFormat.INTEGERS
                        && bits >= 4
                        && Byte.SIZE % bits == 0
                        && columns * bits % Byte.SIZE == 0;
    }

    /** Words of the zero points of one group's place in all rows, which follow one another without a gap. */
    public int zeroWords() {
        return isAsymmetric() ? words(rows) : 0;
    }

    private int words(int values) {
        return Math.toIntExact(((long) values * bits + Integer.SIZE - 1) / Integer.SIZE);
    }

    /** Bytes of all words, scales and zero points as models hold them: scales of NF4 are float32, whatever files have. */
    public long numberAndScaleBytes() {
        int scale = numbers == NumberFormat.NF4 ? Float.BYTES : Short.BYTES;
        return (long) rows * (Integer.BYTES * wordsPerRow() + scale * groupsPerRow())
                + (long) Integer.BYTES * zeroWords() * groupsPerRow();
    }

    /** The same of as many rows as are given. */
    public PackedLayout withRows(int count) {
        return new PackedLayout(count, columns, bits, groupSize, numbers);
    }

    /** The same of as many columns as are given. */
    PackedLayout withColumns(int count) {
        return new PackedLayout(rows, count, bits, groupSize, numbers);
    }

    /** Bytes of all that stores the weight: words, scales, zero points, and the two numbers of its shape. */
    public long storedBytes() {
        return numberAndScaleBytes() + 2 * Long.BYTES;
    }

    /** What is added to a value so that it is not negative; also the number of values below zero. */
    public int offset() {
        return 1 << (bits - 1);
    }

    /** The smallest value, -2, -4, -8 or -128. */
    public int minValue() {
        return -offset();
    }

    /** The largest value, 1, 3, 7 or 127. */
    public int maxValue() {
        return offset() - 1;
    }
}
