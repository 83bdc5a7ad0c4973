package dev.ordo.model.safetensors;

import java.util.Arrays;

/**
 * A tensor that is to be written: all but its bytes.
 *
 * @param name name within the file
 * @param dtype element type
 * @param shape sizes of the axes, outermost first
 */
public record TensorSpec(String name, DType dtype, long[] shape) {
    public TensorSpec {
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

    /** Number of bytes. */
    public long byteLength() {
        return Math.multiplyExact(elements(), dtype.bytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorSpec that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name + " " + dtype + " " + Arrays.toString(shape);
    }
}
