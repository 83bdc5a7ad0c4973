package dev.ordo.distiller.algorithm;

import dev.ordo.model.adapter.AdapterConfig;

/** What becomes of a student whose weights are packed. */
public sealed interface PackedStudent {
    /** Its dequantized weights are trained in floating point, and packed again. */
    record Dequantized() implements PackedStudent {}

    /** The same, but every step computes with the weights as they will be packed. */
    record FakeQuantized() implements PackedStudent {}

    /**
     * Its weights stay what they are; low-rank adapters beside them are trained.
     *
     * @param learningRate peak of the cosine schedule, in place of the whole student's
     */
    record Frozen(AdapterConfig adapter, double learningRate) implements PackedStudent {}
}
