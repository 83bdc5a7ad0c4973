package dev.ordo.model.checkpoint;

import dev.ordo.model.packed.GroupGrids;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

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

    static String zeroName(String logicalName) {
        return logicalName + "_zero_point";
    }

    /** What files have of a packed weight, little endian, by stored name. */
    static SortedMap<String, ByteBuffer> bytes(String name, QuantizedWeight weight) {
        if (weight instanceof Nf4Weight nf4) {
            return Nf4Tensors.bytes(name, nf4);
        }
        SortedMap<String, ByteBuffer> bytes = numbers(name, (PackedWeight) weight);
        ByteBuffer shape = littleEndian(2 * Long.BYTES);
        shape.putLong(0, weight.layout().rows())
                .putLong(Long.BYTES, weight.layout().columns());
        bytes.put(shapeName(name), shape);
        return bytes;
    }

    /** The same of packed integers without their shape. */
    static SortedMap<String, ByteBuffer> numbers(String name, PackedWeight weight) {
        SortedMap<String, ByteBuffer> bytes = new TreeMap<>();
        bytes.put(packedName(name), words(weight.packed()));
        ByteBuffer scales = littleEndian(weight.scales().length * 2L);
        scales.asShortBuffer().put(weight.scales());
        bytes.put(scaleName(name), scales);
        if (weight.layout().isAsymmetric()) {
            bytes.put(zeroName(name), words(weight.grids().zeroWords(weight.layout())));
        }
        return bytes;
    }

    private static ByteBuffer words(int... words) {
        ByteBuffer bytes = littleEndian(words.length * 4L);
        bytes.asIntBuffer().put(words);
        return bytes;
    }

    /**
     * The packed weight that files have so.
     *
     * @param bytes gives what a stored tensor holds, by stored name
     */
    static PackedWeight packed(String name, PackedLayout layout, Function<String, ByteBuffer> bytes) {
        ByteBuffer stored = bytes.apply(scaleName(name));
        short[] scales = new short[stored.remaining() / Short.BYTES];
        stored.asShortBuffer().get(scales);
        int[] zeros = layout.isAsymmetric() ? words(bytes.apply(zeroName(name))) : new int[0];
        return new PackedWeight(layout, words(bytes.apply(packedName(name))), GroupGrids.of(layout, scales, zeros));
    }

    private static int[] words(ByteBuffer bytes) {
        int[] words = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(words);
        return words;
    }

    /** Numbers of 32 bits as files have them. */
    static ByteBuffer floats(float... values) {
        ByteBuffer bytes = littleEndian((long) Float.BYTES * values.length);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    /** The numbers of 32 bits that files have so. */
    static float[] floats(ByteBuffer bytes) {
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
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
        List<TensorSpec> specs = numberSpecs(name, packed);
        specs.add(new TensorSpec(shapeName(name), DType.I64, PAIR));
        return specs;
    }

    /** What stores packed integers, but for their shape. */
    static List<TensorSpec> numberSpecs(String name, PackedLayout packed) {
        List<TensorSpec> specs = new ArrayList<>();
        specs.add(new TensorSpec(packedName(name), DType.I32, new long[] {packed.rows(), packed.wordsPerRow()}));
        specs.add(new TensorSpec(scaleName(name), DType.BF16, new long[] {packed.rows(), packed.groupsPerRow()}));
        if (packed.isAsymmetric()) {
            specs.add(
                    new TensorSpec(zeroName(name), DType.I32, new long[] {packed.zeroWords(), packed.groupsPerRow()}));
        }
        return specs;
    }
}
