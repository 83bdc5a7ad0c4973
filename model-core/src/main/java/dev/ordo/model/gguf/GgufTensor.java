package dev.ordo.model.gguf;

import java.util.Arrays;
import java.util.List;

/**
 * A tensor of a file: all but its bytes.
 *
 * @param name name within the file
 * @param type how values are stored
 * @param shape sizes of the axes, outermost first (the file has them innermost first)
 * @param offset where its bytes begin, counted from the beginning of the file
 */
record GgufTensor(String name, GgufTensorType type, List<Long> shape, long offset) {
    GgufTensor {
        shape = List.copyOf(shape);
    }

    long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    long byteLength() {
        return Math.multiplyExact(elements() / type.blockSize(), type.blockBytes());
    }

    long end() {
        return Math.addExact(offset, byteLength());
    }

    boolean hasShape(long... wanted) {
        return shape.equals(Arrays.stream(wanted).boxed().toList());
    }
}
