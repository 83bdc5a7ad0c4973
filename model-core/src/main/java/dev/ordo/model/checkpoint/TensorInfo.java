package dev.ordo.model.checkpoint;

import dev.ordo.model.safetensors.DType;
import java.util.Arrays;

/**
 * One tensor of a checkpoint under its logical name.
 *
 * @param name for example {@code model.layers.0.mlp.up_proj.weight}
 * @param dtype type in which it is stored; of a packed weight, the type of its scales, to which its values are rounded
 * @param shape sizes of the axes, outermost first
 * @param packed whether it is stored as packed integers
 * @param storedBytes bytes of everything that stores it
 */
public record TensorInfo(String name, DType dtype, long[] shape, boolean packed, long storedBytes) {
    public TensorInfo {
        shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Number of elements. */
    public long elements() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorInfo that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && packed == that.packed
                && storedBytes == that.storedBytes;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name + " " + dtype + " " + Arrays.toString(shape) + (packed ? " packed" : "");
    }
}
