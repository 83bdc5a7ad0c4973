package dev.ordo.model.gguf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What stands before the tensors' bytes, found sound: every tensor lies whole within the file and apart from the others. */
record GgufHeader(GgufMetadata metadata, Map<String, GgufTensor> tensors) {
    private static final int MAGIC = 0x46554747;
    private static final int MOST_AXES = 4;
    private static final int MOST_ALIGNMENT = 1 << 20;
    private static final int DEFAULT_ALIGNMENT = 32;

    /** A tensor's description before the beginning of the data is known. */
    private record Described(String name, GgufTensorType type, List<Long> shape, long offset) {}

    static GgufHeader read(java.nio.file.Path file, HeaderCursor cursor) throws IOException {
        checkMagic(cursor);
        long tensorCount = cursor.count("tensors", 24);
        long keyCount = cursor.count("metadata entries", 13);
        GgufMetadata metadata = new GgufMetadata(file, pairs(cursor, keyCount));
        List<Described> described = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            described.add(describe(cursor));
        }
        int alignment = alignment(cursor, metadata);
        long dataStart = (cursor.position() + alignment - 1) / alignment * alignment;
        return new GgufHeader(metadata, placed(cursor, described, alignment, dataStart));
    }

    private static void checkMagic(HeaderCursor cursor) throws IOException {
        if (cursor.remaining() < 4 || cursor.int32() != MAGIC) {
            throw cursor.defect(GgufDefect.NO_MAGIC, "it does not begin with GGUF");
        }
        int version = cursor.int32();
        if (version != 2 && version != 3) {
            throw cursor.defect(GgufDefect.UNSUPPORTED_VERSION, version + "; little-endian 2 and 3 are read");
        }
    }

    private static Map<String, Object> pairs(HeaderCursor cursor, long count) throws IOException {
        Map<String, Object> values = new HashMap<>();
        MetadataReader reader = new MetadataReader(cursor);
        for (long i = 0; i < count; i++) {
            String key = cursor.text();
            if (values.put(key, reader.value()) != null) {
                throw cursor.defect(GgufDefect.DUPLICATE_KEY, key);
            }
        }
        return values;
    }

    private static Described describe(HeaderCursor cursor) throws IOException {
        String name = cursor.text();
        int axes = cursor.int32();
        if (axes < 1 || axes > MOST_AXES) {
            throw cursor.defect(GgufDefect.BAD_SHAPE, name + " has " + axes + " axes");
        }
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            long size = cursor.int64();
            if (size < 1 || size > Integer.MAX_VALUE) {
                throw cursor.defect(GgufDefect.BAD_SHAPE, name + " has an axis of " + Long.toUnsignedString(size));
            }
            shape.add(size);
        }
        int typeId = cursor.int32();
        GgufTensorType type = GgufTensorType.ofId(typeId)
                .orElseThrow(() -> cursor.defect(
                        GgufDefect.UNSUPPORTED_TENSOR_TYPE,
                        name + " is stored as " + TensorTypeNames.of(typeId) + "; " + GgufTensorType.names()
                                + " are read"));
        if (shape.get(0) % type.blockSize() != 0) {
            throw cursor.defect(
                    GgufDefect.UNEVEN_BLOCKS,
                    name + " has rows of " + shape.get(0) + " values, but " + type + " has blocks of "
                            + type.blockSize());
        }
        Collections.reverse(shape);
        return new Described(name, type, shape, cursor.unsigned64());
    }

    private static int alignment(HeaderCursor cursor, GgufMetadata metadata) {
        Optional<Integer> given = metadata.optionalInteger("general.alignment");
        int alignment = given.orElse(DEFAULT_ALIGNMENT);
        if (Integer.bitCount(alignment) != 1 || alignment > MOST_ALIGNMENT) {
            throw cursor.defect(GgufDefect.BAD_ALIGNMENT, "general.alignment must be a power of two, is " + alignment);
        }
        return alignment;
    }

    private static Map<String, GgufTensor> placed(
            HeaderCursor cursor, List<Described> described, int alignment, long dataStart) {
        long fileSize = cursor.position() + cursor.remaining();
        Map<String, GgufTensor> tensors = new TreeMap<>();
        for (Described each : described) {
            if (each.offset % alignment != 0) {
                throw cursor.defect(GgufDefect.MISALIGNED, each.name + " begins at " + each.offset);
            }
            GgufTensor tensor = within(cursor, each, dataStart, fileSize);
            if (tensors.put(each.name, tensor) != null) {
                throw cursor.defect(GgufDefect.DUPLICATE_TENSOR, each.name);
            }
        }
        checkApart(cursor, tensors);
        return Collections.unmodifiableMap(tensors);
    }

    private static GgufTensor within(HeaderCursor cursor, Described each, long dataStart, long fileSize) {
        try {
            GgufTensor tensor = new GgufTensor(each.name, each.type, each.shape, Math.addExact(dataStart, each.offset));
            if (tensor.end() <= fileSize) {
                return tensor;
            }
        } catch (ArithmeticException e) {
            // More than 63 bits: certainly outside.
        }
        throw cursor.defect(
                GgufDefect.OUTSIDE_FILE,
                each.name + " " + each.type + " " + each.shape + " at " + each.offset + " ends past byte " + fileSize
                        + ": the file is cut short");
    }

    private static void checkApart(HeaderCursor cursor, Map<String, GgufTensor> tensors) {
        List<GgufTensor> sorted = tensors.values().stream()
                .sorted(Comparator.comparingLong(GgufTensor::offset))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).offset() < sorted.get(i - 1).end()) {
                throw cursor.defect(
                        GgufDefect.OVERLAP,
                        sorted.get(i - 1).name() + " and " + sorted.get(i).name());
            }
        }
    }
}
