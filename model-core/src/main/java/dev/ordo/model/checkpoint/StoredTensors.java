package dev.ordo.model.checkpoint;

import dev.ordo.model.packed.Nf4Weight;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.QuantizedWeight;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How logical tensors appear in safetensors files. */
final class StoredTensors {
    private static final long[] PAIR = {2};

    private StoredTensors() {}

    static String packedName(String logicalName) {
        return logicalName + "_packed";
    }

    static String scaleName(String logicalName) {
        return logicalName + "_scale";
    }

    static String shapeName(String logicalName) {
        return logicalName + "_shape";
    }

    /** What files have of a packed weight, little endian, by stored name. */
    static SortedMap<String, ByteBuffer> bytes(String name, QuantizedWeight weight) {
        if (weight instanceof Nf4Weight nf4) {
            return Nf4Tensors.bytes(name, nf4);
        }
        PackedWeight integers = (PackedWeight) weight;
        ByteBuffer shape = littleEndian(2 * Long.BYTES);
        shape.putLong(0, weight.layout().rows())
                .putLong(Long.BYTES, weight.layout().columns());
        return new TreeMap<>(
                Map.of(packedName(name), words(integers), scaleName(name), scales(integers), shapeName(name), shape));
    }

    /** The words of a packed weight as files have them. */
    static ByteBuffer words(PackedWeight weight) {
        ByteBuffer words = littleEndian(weight.packed().length * 4L);
        words.asIntBuffer().put(weight.packed());
        return words;
    }

    /** The scales of a packed weight as files have them. */
    static ByteBuffer scales(PackedWeight weight) {
        ByteBuffer scales = littleEndian(weight.scales().length * 2L);
        scales.asShortBuffer().put(weight.scales());
        return scales;
    }

    /** The packed weight that files have as these words and scales. */
    static PackedWeight packed(PackedLayout layout, ByteBuffer words, ByteBuffer scales) {
        int[] numbers = new int[words.remaining() / Integer.BYTES];
        words.asIntBuffer().get(numbers);
        short[] patterns = new short[scales.remaining() / Short.BYTES];
        scales.asShortBuffer().get(patterns);
        return new PackedWeight(layout, numbers, patterns);
    }

    static ByteBuffer littleEndian(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Every stored tensor of a layout, in the order of the logical names. */
    static List<TensorSpec> all(TensorLayout layout, DType dtype) {
        List<TensorSpec> specs = new ArrayList<>();
        layout.shapes().forEach((name, shape) -> specs.addAll(of(layout, name, shape, dtype)));
        return specs;
    }

    /** What stores one logical tensor: itself, or the parts of a packed weight. */
    static List<TensorSpec> of(TensorLayout layout, String name, long[] shape, DType dtype) {
        return layout.packed(name)
                .map(packed -> parts(name, packed))
                .orElseGet(() -> List.of(new TensorSpec(name, dtype, shape)));
    }

    private static List<TensorSpec> parts(String name, PackedLayout packed) {
        if (packed.numbers() == NumberFormat.NF4) {
            return Nf4Tensors.specs(name, packed);
        }
        return List.of(
                new TensorSpec(packedName(name), DType.I32, new long[] {packed.rows(), packed.wordsPerRow()}),
                new TensorSpec(scaleName(name), DType.BF16, new long[] {packed.rows(), packed.groupsPerRow()}),
                new TensorSpec(shapeName(name), DType.I64, PAIR));
    }
}
