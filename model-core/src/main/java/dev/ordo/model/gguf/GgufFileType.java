package dev.ordo.model.gguf;

/** What the matrices of a file are stored as: llama.cpp's {@code general.file_type}. Vectors are always stored in F32. */
public enum GgufFileType {
    F32(0, GgufTensorType.F32),
    F16(1, GgufTensorType.F16),
    BF16(32, GgufTensorType.BF16),
    Q8_0(7, GgufTensorType.Q8_0);

    private final int id;
    private final GgufTensorType matrices;

    GgufFileType(int id, GgufTensorType matrices) {
        this.id = id;
        this.matrices = matrices;
    }

    /** The format's number for it. */
    int id() {
        return id;
    }

    boolean quantized() {
        return matrices.blockSize() > 1;
    }

    /**
     * How a tensor is stored: as this type says, or as llama.cpp falls back where the type's blocks do not fill the rows.
     *
     * @param shape outermost axis first
     */
    GgufTensorType of(long[] shape) {
        if (shape.length == 1) {
            return GgufTensorType.F32;
        }
        return shape[shape.length - 1] % matrices.blockSize() == 0 ? matrices : GgufTensorType.F16;
    }

    GgufTensorType matrices() {
        return matrices;
    }
}
