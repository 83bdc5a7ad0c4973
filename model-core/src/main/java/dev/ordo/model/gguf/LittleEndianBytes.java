package dev.ordo.model.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes of a header as they are put together; numbers in little endian, texts in UTF-8 after their length. */
final class LittleEndianBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void int8(int value) {
        bytes.write(value);
    }

    void int32(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes.write(value >>> shift);
        }
    }

    void int64(long value) {
        int32((int) value);
        int32((int) (value >>> Integer.SIZE));
    }

    void text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        int64(encoded.length);
        bytes.writeBytes(encoded);
    }

    void raw(byte[] value) {
        bytes.writeBytes(value);
    }

    void zeros(long count) {
        for (long i = 0; i < count; i++) {
            bytes.write(0);
        }
    }

    int size() {
        return bytes.size();
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
