package dev.ordo.model.gguf;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Encodes key-value pairs, in the order in which they are given. */
final class MetadataWriter {
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final LittleEndianBytes bytes = new LittleEndianBytes();
    private final Set<String> keys = new LinkedHashSet<>();

    MetadataWriter text(String key, String value) {
        key(key, STRING);
        bytes.text(value);
        return this;
    }

    /** @param value not negative */
    MetadataWriter integer(String key, int value) {
        key(key, UINT32);
        bytes.int32(value);
        return this;
    }

    /** A number, rounded to float32. */
    MetadataWriter number(String key, double value) {
        key(key, FLOAT32);
        bytes.int32(Float.floatToRawIntBits((float) value));
        return this;
    }

    MetadataWriter flag(String key, boolean value) {
        key(key, BOOL);
        bytes.int8(value ? 1 : 0);
        return this;
    }

    MetadataWriter texts(String key, List<String> values) {
        array(key, STRING, values.size());
        values.forEach(bytes::text);
        return this;
    }

    MetadataWriter integers(String key, List<Integer> values) {
        array(key, INT32, values.size());
        values.forEach(bytes::int32);
        return this;
    }

    private void array(String key, int type, int size) {
        key(key, ARRAY);
        bytes.int32(type);
        bytes.int64(size);
    }

    private void key(String key, int type) {
        if (!keys.add(key)) {
            throw new IllegalArgumentException("the key " + key + " is given twice");
        }
        bytes.text(key);
        bytes.int32(type);
    }

    int count() {
        return keys.size();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
