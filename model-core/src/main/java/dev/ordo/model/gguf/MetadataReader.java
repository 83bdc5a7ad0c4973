package dev.ordo.model.gguf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads metadata values of all of the format's types. */
final class MetadataReader {
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int DEEPEST_ARRAY = 2;
    /** The fewest bytes that a value of each type takes, by the type's number. */
    private static final List<Integer> LEAST_BYTES = List.of(1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8);

    private final HeaderCursor cursor;

    MetadataReader(HeaderCursor cursor) {
        this.cursor = cursor;
    }

    /** The value at the cursor, whose type comes before it. */
    Object value() throws IOException {
        return value(type(), 0);
    }

    private int type() throws IOException {
        int type = cursor.int32();
        if (type < 0 || type >= LEAST_BYTES.size()) {
            throw cursor.defect(GgufDefect.UNKNOWN_VALUE_TYPE, "type " + type + " before byte " + cursor.position());
        }
        return type;
    }

    private Object value(int type, int depth) throws IOException {
        return switch (type) {
            case 0 -> (long) Byte.toUnsignedInt(cursor.int8());
            case 1 -> (long) cursor.int8();
            case 2 -> (long) Short.toUnsignedInt(cursor.int16());
            case 3 -> (long) cursor.int16();
            case 4 -> Integer.toUnsignedLong(cursor.int32());
            case 5 -> (long) cursor.int32();
            case 6 -> shortest(Float.intBitsToFloat(cursor.int32()));
            case 7 -> flag(cursor.int8());
            case STRING -> cursor.text();
            case ARRAY -> array(depth + 1);
            case 10 -> cursor.unsigned64();
            case 11 -> cursor.int64();
            default -> Double.longBitsToDouble(cursor.int64());
        };
    }

    private List<Object> array(int depth) throws IOException {
        if (depth > DEEPEST_ARRAY) {
            throw cursor.defect(GgufDefect.NESTED_TOO_DEEPLY, "before byte " + cursor.position());
        }
        int type = type();
        long count = cursor.count("array elements", LEAST_BYTES.get(type));
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            values.add(value(type, depth));
        }
        return List.copyOf(values);
    }

    /** The float's shortest decimal: 1e-5 stays 1e-5, as the configuration it came from had it. */
    private static double shortest(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    private boolean flag(byte value) {
        if (value != 0 && value != 1) {
            throw cursor.defect(GgufDefect.VALUE_OUT_OF_RANGE, "a boolean is " + value);
        }
        return value == 1;
    }
}
