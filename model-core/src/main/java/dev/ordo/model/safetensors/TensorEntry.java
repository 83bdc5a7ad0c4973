package dev.ordo.model.safetensors;

import java.util.Arrays;

/**
 * One tensor as the header of a safetensors file describes it.
 *
 * @param name name within the file
 * @param dtype element type
 * @param shape sizes of the axes, outermost first; empty for a scalar
 * @param begin first byte, counted from the start of the tensor bytes
 * @param end one past the last byte
 */
public record TensorEntry(String name, DType dtype, long[] shape, long begin, long end) {
    public TensorEntry {
        shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Number of bytes. */
    public long byteLength() {
        return end - begin;
    }

    /** Number of elements. */
    public long elements() {
        return byteLength() / dtype.bytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorEntry that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && begin == that.begin
                && end == that.end;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Long.hashCode(begin);
    }

    @Override
    public String toString() {
        return name + " " + dtype + " " + Arrays.toString(shape) + " [" + begin + ", " + end + ")";
    }
}
