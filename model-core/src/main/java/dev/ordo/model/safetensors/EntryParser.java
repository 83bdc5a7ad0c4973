package dev.ordo.model.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/** Reads the description of one tensor, the parser standing on its first token, and checks what needs no other tensor. */
final class EntryParser {
    /** More axes than any tensor has; a longer shape is an attack on memory. */
    private static final int MAX_AXES = 64;

    private final JsonParser json;
    private final String name;
    private DType dtype;
    private long[] shape;
    private long[] offsets;

    EntryParser(JsonParser json, String name) {
        this.json = json;
        this.name = name;
    }

    TensorEntry entry() throws IOException, HeaderDefectException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw malformed("must be an object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            field(json.currentName());
        }
        if (dtype == null || shape == null || offsets == null) {
            throw malformed("needs dtype, shape and data_offsets");
        }
        if (offsets.length != 2) {
            throw malformed("needs two data_offsets, has " + offsets.length);
        }
        checkSize();
        return new TensorEntry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private void field(String field) throws IOException, HeaderDefectException {
        json.nextToken();
        switch (field) {
            case "dtype" -> {
                once(field, dtype);
                dtype = dtype();
            }
            case "shape" -> {
                once(field, shape);
                shape = longs(field);
            }
            case "data_offsets" -> {
                once(field, offsets);
                offsets = longs(field);
            }
            default -> throw malformed("has an unknown field " + field);
        }
    }

    private void once(String field, Object former) throws HeaderDefectException {
        if (former != null) {
            throw malformed("has " + field + " twice");
        }
    }

    private DType dtype() throws IOException, HeaderDefectException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed("dtype must be a string");
        }
        String spelling = json.getText();
        return DType.parse(spelling)
                .orElseThrow(() ->
                        new HeaderDefectException(Defect.UNKNOWN_DTYPE, "tensor " + name + " has dtype " + spelling));
    }

    private long[] longs(String field) throws IOException, HeaderDefectException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw malformed(field + " must be an array");
        }
        long[] values = new long[MAX_AXES];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count == MAX_AXES) {
                throw malformed(field + " has more than " + MAX_AXES + " numbers");
            }
            values[count++] = longValue(field);
        }
        return Arrays.copyOf(values, count);
    }

    private long longValue(String field) throws IOException, HeaderDefectException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw malformed(field + " must hold 64-bit whole numbers, has " + json.getText());
        }
        return json.getLongValue();
    }

    private void checkSize() throws HeaderDefectException {
        long begin = offsets[0];
        long end = offsets[1];
        if (begin < 0 || end < begin) {
            throw new HeaderDefectException(
                    Defect.OFFSETS_REVERSED, "tensor " + name + " has offsets [" + begin + ", " + end + ")");
        }
        if (byteSize() != end - begin) {
            throw new HeaderDefectException(
                    Defect.SIZE_MISMATCH,
                    "tensor " + name + " of " + dtype + " " + Arrays.toString(shape) + " has " + (end - begin)
                            + " bytes");
        }
    }

    /** Multiplies without wrapping round; a zero axis makes the size zero whatever the others claim. */
    private long byteSize() throws HeaderDefectException {
        boolean empty = false;
        for (long size : shape) {
            if (size < 0) {
                throw new HeaderDefectException(
                        Defect.NEGATIVE_DIMENSION, "tensor " + name + " has shape " + Arrays.toString(shape));
            }
            empty |= size == 0;
        }
        return empty ? 0 : product();
    }

    private long product() throws HeaderDefectException {
        long bytes = dtype.bytes();
        try {
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
            return bytes;
        } catch (ArithmeticException e) {
            throw new HeaderDefectException(
                    Defect.SHAPE_OVERFLOW, "tensor " + name + " has shape " + Arrays.toString(shape));
        }
    }

    private HeaderDefectException malformed(String problem) {
        return new HeaderDefectException(Defect.ENTRY_MALFORMED, "tensor " + name + " " + problem);
    }
}
