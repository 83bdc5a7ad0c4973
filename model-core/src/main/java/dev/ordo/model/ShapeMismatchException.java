package dev.ordo.model;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.util.Arrays;

/** A tensor has another shape than its place calls for. */
public final class ShapeMismatchException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final String tensor;
    private final long[] expected;
    private final long[] actual;

    public ShapeMismatchException(String tensor, long[] expected, long[] actual) {
        super(
                ErrorCode.SHAPE_MISMATCH,
                "tensor " + tensor + " must have shape " + Arrays.toString(expected) + ", has "
                        + Arrays.toString(actual));
        this.tensor = tensor;
        this.expected = expected.clone();
        this.actual = actual.clone();
    }

    /** Name of the offending tensor. */
    public String tensor() {
        return tensor;
    }

    /** The shape that its place calls for. */
    public long[] expected() {
        return expected.clone();
    }

    /** The shape it has. */
    public long[] actual() {
        return actual.clone();
    }
}
