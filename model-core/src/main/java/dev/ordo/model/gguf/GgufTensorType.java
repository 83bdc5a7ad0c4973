package dev.ordo.model.gguf;

import dev.ordo.model.safetensors.FloatFormats;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a tensor's values are stored: plain, or in blocks that share a scale and perhaps a minimum.
 *
 * <p>Decoding computes in float32, product before sum, each rounded: the arithmetic of llama.cpp's {@code gguf} package.
 */
public enum GgufTensorType {
    F32(0, 1, 4) {
        @Override
        void decodeBlock(ByteBuffer source, float[] target, int at) {
            target[at] = source.getFloat();
        }
    },
    F16(1, 1, 2) {
        @Override
        void decodeBlock(ByteBuffer source, float[] target, int at) {
            target[at] = half(source);
        }
    },
    /** Scale d; value = d * (nibble - 8). */
    Q4_0(2, 32, 18) {
        @Override
        void decodeBlock(ByteBuffer source, float[] target, int at) {
            float d = half(source);
            for (int i = 0; i < NIBBLE_BYTES; i++) {
                int pair = source.get();
                target[at + i] = d * ((pair & 0xf) - 8);
                target[at + i + NIBBLE_BYTES] = d * ((pair >> 4 & 0xf) - 8);
            }
        }
    },
    /** Scale d, minimum m; value = d * nibble + m. */
    Q4_1(3, 32, 20) {
        @Override
        void decodeBlock(ByteBuffer source, float[] target, int at) {
            float d = half(source);
            float m = half(source);
            for (int i = 0; i < NIBBLE_BYTES; i++) {
                int pair = source.get();
                target[at + i] = d * (pair & 0xf) + m;
                target[at + i + NIBBLE_BYTES] = d * (pair >> 4 & 0xf) + m;
            }
        }
    },
    /** Scale d; value = d * (5 bits - 16): of each the low four as in Q4_0, the fifth from a word of 32 bits. */
    Q5_0(6, 32, 22) {
        @Override
        void decodeBlock(ByteBuffer source, float[] target, int at) {
            float d = half(source);
            int fifths = source.getInt();
            for (int i = 0; i < NIBBLE_BYTES; i++) {
                int pair = source.get();
                target[at + i] = d * ((pair & 0xf | (fifths >> i & 1) << 4) - 16);
                target[at + i + NIBBLE_BYTES] = d * ((pair >> 4 & 0xf | (fifths >> i + NIBBLE_BYTES & 1) << 4) - 16);
            }
        }
    },
    /** Scale d; value = d * signed byte. */
    Q8_0(8, 32, 34) {
        @Override
        void decodeBlock(ByteBuffer source, float[] target, int at) {
            float d = half(source);
            for (int i = 0; i < 32; i++) {
                target[at + i] = d * source.get();
            }
        }
    },
    /** {@link Q4KBlocks}. */
    Q4_K(12, Q4KBlocks.SIZE, Q4KBlocks.BYTES) {
        @Override
        void decodeBlock(ByteBuffer source, float[] target, int at) {
            Q4KBlocks.decode(source, target, at);
        }
    },
    /** {@link Q6KBlocks}. */
    Q6_K(14, Q6KBlocks.SIZE, Q6KBlocks.BYTES) {
        @Override
        void decodeBlock(ByteBuffer source, float[] target, int at) {
            Q6KBlocks.decode(source, target, at);
        }
    },
    BF16(30, 1, 2) {
        @Override
        void decodeBlock(ByteBuffer source, float[] target, int at) {
            target[at] = FloatFormats.fromBf16(source.getShort());
        }
    };

    /** Bytes that hold the nibbles of a block: its first half in the low ones, its second in the high ones. */
    private static final int NIBBLE_BYTES = 16;

    private final int id;
    private final int blockSize;
    private final int blockBytes;

    GgufTensorType(int id, int blockSize, int blockBytes) {
        this.id = id;
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
    }

    /** The format's number for it. */
    int id() {
        return id;
    }

    /** All of them, for messages. */
    static String names() {
        return Arrays.stream(values()).map(GgufTensorType::name).collect(Collectors.joining(", "));
    }

    static Optional<GgufTensorType> ofId(int id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    /** Values in a block. */
    int blockSize() {
        return blockSize;
    }

    /** Bytes of a block. */
    int blockBytes() {
        return blockBytes;
    }

    /** Reads one block at the source's position, little endian, into {@code target} from {@code at} on. */
    abstract void decodeBlock(ByteBuffer source, float[] target, int at);

    private static float half(ByteBuffer source) {
        return FloatFormats.fromF16(source.getShort());
    }
}
