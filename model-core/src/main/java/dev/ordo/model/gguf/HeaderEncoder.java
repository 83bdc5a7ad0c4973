package dev.ordo.model.gguf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says where each tensor goes, and encodes what stands before the first of them. */
final class HeaderEncoder {
    private static final int MAGIC = 0x46554747;
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;

    private HeaderEncoder() {}

    /**
     * A header and the tensors at their places in the file.
     *
     * @param bytes up to the first tensor's byte
     * @param tensors by name, in the order of the file
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Encoded(byte[] bytes, Map<String, GgufTensor> tensors) {}

    /** @param declared of distinct names, in the order in which they are to lie; their offsets are not looked at */
    static Encoded encode(MetadataWriter metadata, List<GgufTensor> declared) {
        List<GgufTensor> relative = laidOut(declared);
        LittleEndianBytes bytes = new LittleEndianBytes();
        bytes.int32(MAGIC);
        bytes.int32(VERSION);
        bytes.int64(relative.size());
        bytes.int64(metadata.count());
        bytes.raw(metadata.bytes());
        relative.forEach(tensor -> describe(tensor, bytes));
        bytes.zeros(aligned(bytes.size()) - bytes.size());
        Map<String, GgufTensor> placed = new LinkedHashMap<>();
        relative.forEach(tensor -> placed.put(tensor.name(), at(tensor, bytes.size() + tensor.offset())));
        return new Encoded(bytes.toByteArray(), placed);
    }

    private static List<GgufTensor> laidOut(List<GgufTensor> declared) {
        List<GgufTensor> placed = new ArrayList<>();
        long offset = 0;
        for (GgufTensor each : declared) {
            GgufTensor tensor = at(each, offset);
            placed.add(tensor);
            offset = aligned(tensor.end());
        }
        return placed;
    }

    private static GgufTensor at(GgufTensor tensor, long offset) {
        return new GgufTensor(tensor.name(), tensor.type(), tensor.shape(), offset);
    }

    private static void describe(GgufTensor tensor, LittleEndianBytes bytes) {
        bytes.text(tensor.name());
        List<Long> shape = tensor.shape();
        bytes.int32(shape.size());
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            bytes.int64(shape.get(axis));
        }
        bytes.int32(tensor.type().id());
        bytes.int64(tensor.offset());
    }

    private static long aligned(long position) {
        return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
