package dev.ordo.model.torch;

/** The type that weights are held in and activations computed in. */
public enum ComputeType {
    FLOAT32(6),
    BFLOAT16(15);

    private final int code;

    ComputeType(int code) {
        this.code = code;
    }

    /** What PyTorch calls it inside kernels. */
    public int code() {
        return code;
    }
}
