package dev.ordo.model.safetensors;

import java.nio.ByteBuffer;

/** Moves float32 values to and from little-endian bytes of one of the types that widen to float32. */
enum FloatCodec {
    BF16 {
        @Override
        float get(ByteBuffer source) {
            return FloatFormats.fromBf16(source.getShort());
        }

        @Override
        void put(ByteBuffer target, float value) {
            target.putShort(FloatFormats.toBf16(value));
        }
    },
    F16 {
        @Override
        float get(ByteBuffer source) {
            return FloatFormats.fromF16(source.getShort());
        }

        @Override
        void put(ByteBuffer target, float value) {
            target.putShort(FloatFormats.toF16(value));
        }
    },
    F32 {
        @Override
        float get(ByteBuffer source) {
            return source.getFloat();
        }

        @Override
        void put(ByteBuffer target, float value) {
            target.putFloat(value);
        }
    };

    static FloatCodec of(DType dtype) {
        if (!dtype.widensToFloat32()) {
            throw new IllegalArgumentException(dtype + " does not widen to float32");
        }
        return valueOf(dtype.name());
    }

    abstract float get(ByteBuffer source);

    abstract void put(ByteBuffer target, float value);

    void decode(ByteBuffer source, float[] target, int offset, int count) {
        for (int i = 0; i < count; i++) {
            target[offset + i] = get(source);
        }
    }

    void encode(float[] source, int offset, int count, ByteBuffer target) {
        for (int i = 0; i < count; i++) {
            put(target, source[offset + i]);
        }
    }
}
