package dev.ordo.model.safetensors;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/** Moves float32 values to and from little-endian bytes of one of the types that widen to float32. */
enum FloatCodec {
    BF16 {
        @Override
        int firstNotFinite(ByteBuffer source) {
            return firstOfExponent(source.asShortBuffer(), 0x7F80);
        }

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
        int firstNotFinite(ByteBuffer source) {
            return firstOfExponent(source.asShortBuffer(), 0x7C00);
        }

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
        int firstNotFinite(ByteBuffer source) {
            int[] values = new int[source.asIntBuffer().remaining()];
            source.asIntBuffer().get(values);
            for (int i = 0; i < values.length; i++) {
                if ((values[i] & 0x7F800000) == 0x7F800000) {
                    return i;
                }
            }
            return -1;
        }

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

    /**
     * Place of the buffer's first value that is NaN or infinite, counted from its position; -1 if there is none. It looks at the
     * exponents alone, in bulk: a large checkpoint has billions of values.
     */
    abstract int firstNotFinite(ByteBuffer source);

    abstract float get(ByteBuffer source);

    abstract void put(ByteBuffer target, float value);

    private static int firstOfExponent(ShortBuffer source, int exponent) {
        short[] values = new short[source.remaining()];
        source.get(values);
        for (int i = 0; i < values.length; i++) {
            if ((values[i] & exponent) == exponent) {
                return i;
            }
        }
        return -1;
    }

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
