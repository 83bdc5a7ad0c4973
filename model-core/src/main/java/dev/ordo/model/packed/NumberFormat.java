package dev.ordo.model.packed;

/** What the numbers of a packed weight stand for. */
public enum NumberFormat {
    /** Symmetric integers, stored as compressed-tensors stores them. */
    INTEGERS("compressed-tensors"),

    /** Integers with a zero point per group, stored as compressed-tensors stores them. */
    ASYMMETRIC_INTEGERS("compressed-tensors"),

    /** Sixteen quantiles of a normal distribution, stored with doubly quantized scales as bitsandbytes stores them. */
    NF4("bitsandbytes");

    private final String method;

    NumberFormat(String method) {
        this.method = method;
    }

    /** Whether values are integers, packed into words. */
    public boolean isInteger() {
        return this != NF4;
    }

    /** What {@code quant_method} in {@code config.json} calls it. */
    public String method() {
        return method;
    }
}
