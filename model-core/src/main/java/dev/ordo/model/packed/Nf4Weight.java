package dev.ordo.model.packed;

import dev.ordo.model.safetensors.FloatFormats;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One weight matrix in NormalFloat4: each value is one of sixteen, times the scale of its block of 64 neighbouring columns.
 *
 * <p>Element (r, c) is {@code VALUES[number] * scale}, computed in float32 and rounded to bfloat16, as bitsandbytes dequantizes a weight
 * that was bfloat16, bit for bit.
 *
 * <p>The arrays are not copied: who hands them in or takes them out must not change them.
 *
 * @param layout sizes; of NF4
 * @param numbers row-major, two in a byte, the first in its upper half, shape (rows, columns / 2)
 * @param scales one for each block, row-major, shape (rows, columns / 64)
 * @see <a href="https://arxiv.org/abs/2305.14314">Dettmers et al. 2023, QLoRA, section 3 and appendix E</a>
 */
@SuppressWarnings("ArrayRecordComponent")
public record Nf4Weight(PackedLayout layout, byte[] numbers, DoublyQuantized scales) implements QuantizedWeight {
    /** Columns that share a scale, as bitsandbytes has it where nobody says otherwise. */
    public static final int BLOCK = 64;

    public static final int BITS = 4;

    private static final float[] VALUES = {
        -1.0f,
        -0.6961928009986877f,
        -0.5250730514526367f,
        -0.39491748809814453f,
        -0.28444138169288635f,
        -0.18477343022823334f,
        -0.09105003625154495f,
        0.0f,
        0.07958029955625534f,
        0.16093020141124725f,
        0.24611230194568634f,
        0.33791524171829224f,
        0.44070982933044434f,
        0.5626170039176941f,
        0.7229568362236023f,
        1.0f
    };

    /**
     * Checks that the parts fit together.
     *
     * @throws PackedWeightException if the layout is of another format, or a part has another size than it calls for
     */
    public Nf4Weight {
        if (layout.numbers() != NumberFormat.NF4 || layout.bits() != BITS || layout.groupSize() != BLOCK) {
            throw new PackedWeightException("NF4 has 4 bits in blocks of " + BLOCK + ", was " + layout);
        }
        PackedWeight.check("bytes of numbers", numbers.length, layout.rows() * layout.columns() / 2);
        PackedWeight.check("scales", scales.codes().length, layout.rows() * layout.groupsPerRow());
    }

    /** The sixteen values in ascending order; the caller's own copy. */
    public static float[] values() {
        return VALUES.clone();
    }

    /** The layout of a weight of these sizes. */
    public static PackedLayout layout(int rows, int columns) {
        return new PackedLayout(rows, columns, BITS, BLOCK, NumberFormat.NF4);
    }

    @Override
    public float[] dequantize() {
        return dequantize(scales.dequantize(), 0, layout.rows());
    }

    @Override
    public Stream<float[]> pieces() {
        float[] blocks = scales.dequantize();
        return IntStream.range(0, layout.rows()).mapToObj(row -> dequantize(blocks, row, row + 1));
    }

    private float[] dequantize(float[] blocks, int from, int to) {
        float[] weights = new float[(to - from) * layout.columns()];
        int first = from * layout.columns();
        for (int i = 0; i < weights.length; i++) {
            byte pair = numbers[(first + i) / 2];
            int number = (i % 2 == 0 ? pair >>> BITS : pair) & 15;
            weights[i] = FloatFormats.roundToBf16(VALUES[number] * blocks[(first + i) / BLOCK]);
        }
        return weights;
    }
}
