package dev.ordo.model.gguf;

import java.util.Set;

/**
 * What the matrices of a file are stored as: llama.cpp's {@code general.file_type}. Vectors are always stored in F32; embedding and head
 * in Q8_0 where the others have 4 bits.
 */
public enum GgufFileType {
    F32(0, GgufTensorType.F32),
    F16(1, GgufTensorType.F16),
    BF16(32, GgufTensorType.BF16),
    Q8_0(7, GgufTensorType.Q8_0),
    Q4_0(2, GgufTensorType.Q4_0),
    /** llama.cpp's Q4_K_S, without its Q5_K in some layers. */
    Q4_K(14, GgufTensorType.Q4_K);

    private static final Set<String> AT_LEAST_Q8 = Set.of("token_embd.weight", "output.weight");

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
     * How a tensor is stored, if its rows are whole blocks.
     *
     * @param name in the file
     * @param axes number of axes
     */
    GgufTensorType intended(String name, int axes) {
        if (axes == 1) {
            return GgufTensorType.F32;
        }
        return this == Q4_0 || this == Q4_K ? embeddingOr(name) : matrices;
    }

    private GgufTensorType embeddingOr(String name) {
        return AT_LEAST_Q8.contains(name) ? GgufTensorType.Q8_0 : matrices;
    }

    /**
     * How a tensor is stored: as intended, or as llama.cpp falls back where the blocks do not fill the rows.
     *
     * @param shape outermost axis first
     */
    GgufTensorType of(String name, long... shape) {
        long columns = shape[shape.length - 1];
        GgufTensorType type = intended(name, shape.length);
        if (columns % type.blockSize() == 0) {
            return type;
        }
        boolean coarser = type == GgufTensorType.Q4_K && columns % GgufTensorType.Q5_0.blockSize() == 0;
        return coarser ? GgufTensorType.Q5_0 : GgufTensorType.F16;
    }
}
