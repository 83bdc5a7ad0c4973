package dev.ordo.model.packed;

import java.util.stream.Stream;

/** One weight matrix as it is stored. */
public sealed interface QuantizedWeight permits PackedWeight, Nf4Weight {
    /** Its sizes. */
    PackedLayout layout();

    /** The weights, row-major, shape (rows, columns), each a bfloat16 value. */
    float[] dequantize();

    /** The weights in pieces of whole rows, each made when it is asked for. */
    Stream<float[]> pieces();
}
