package dev.ordo.model.gguf;

import dev.ordo.model.UnstorableValueException;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.safetensors.FloatFormats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/**
 * Stores a packed weight's own integers in blocks of 32, each with the scale of its group, rounded to F16: nothing is quantized anew.
 *
 * <p>Values differ from {@link PackedWeight#dequantize} by the rounding to bfloat16 that llama.cpp leaves out, and by that of scales
 * below 2^-14, which bfloat16 holds more finely than F16.
 */
final class PackedBlocks {
    private static final int BLOCK = 32;

    private final PackedWeight weight;
    private final GgufTensorType type;
    private int inexactScales;

    PackedBlocks(PackedWeight weight, GgufTensorType type) {
        this.weight = weight;
        this.type = type;
    }

    /** Whether a type has room for the integers, and for no zero points, and no block of it has values of two groups. */
    static boolean fits(PackedLayout layout, GgufTensorType type) {
        boolean roomy = type == GgufTensorType.Q8_0 || type == GgufTensorType.Q4_0 && layout.bits() <= 4;
        return roomy && !layout.isAsymmetric() && layout.groupSize() % BLOCK == 0;
    }

    /**
     * The bytes of the tensor.
     *
     * @param sourceRow which row of the weight comes at each place
     * @throws UnstorableValueException if a scale is too large for F16
     */
    ByteBuffer encode(String tensor, IntUnaryOperator sourceRow) {
        PackedLayout layout = weight.layout();
        byte[] integers = weight.unpack();
        int blocks = layout.columns() / BLOCK;
        ByteBuffer target = ByteBuffer.allocate(Math.multiplyExact(layout.rows(), blocks * type.blockBytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int place = 0; place < layout.rows(); place++) {
            int row = sourceRow.applyAsInt(place);
            for (int block = 0; block < blocks; block++) {
                int group = row * layout.groupsPerRow() + block * BLOCK / layout.groupSize();
                target.putShort(scale(tensor, group));
                integers(integers, row * layout.columns() + block * BLOCK, target);
            }
        }
        return target.flip();
    }

    private short scale(String tensor, int group) {
        float scale = FloatFormats.fromBf16(weight.scales()[group]);
        short half = FloatFormats.toF16(scale);
        float stored = FloatFormats.fromF16(half);
        if (Float.isInfinite(stored)) {
            throw new UnstorableValueException(tensor, group, scale, GgufTensorType.F16.name());
        }
        inexactScales += stored == scale ? 0 : 1;
        return half;
    }

    private void integers(byte[] integers, int at, ByteBuffer target) {
        if (type == GgufTensorType.Q8_0) {
            target.put(integers, at, BLOCK);
            return;
        }
        for (int i = at; i < at + BLOCK / 2; i++) {
            target.put((byte) (integers[i] + 8 | integers[i + BLOCK / 2] + 8 << 4));
        }
    }

    /** Blocks so far whose scale F16 does not hold. */
    int inexactScales() {
        return inexactScales;
    }
}
