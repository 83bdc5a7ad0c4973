package dev.ordo.model.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Lays tensors out and encodes the header, padded with spaces so that the tensor bytes begin at a multiple of 8. */
final class HeaderWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int ALIGNMENT = 8;

    private HeaderWriter() {}

    static List<TensorEntry> layOut(Collection<TensorSpec> tensors) {
        List<TensorSpec> sorted = new ArrayList<>(tensors);
        sorted.sort(
                Comparator.comparing((TensorSpec spec) -> -spec.dtype().bytes()).thenComparing(TensorSpec::name));
        List<TensorEntry> layout = new ArrayList<>(sorted.size());
        Set<String> names = new HashSet<>();
        long begin = 0;
        for (TensorSpec spec : sorted) {
            if (!names.add(spec.name()) || spec.name().equals(Header.METADATA)) {
                throw new IllegalArgumentException("tensor name " + spec.name() + " is taken");
            }
            long end = Math.addExact(begin, spec.byteLength());
            layout.add(new TensorEntry(spec.name(), spec.dtype(), spec.shape(), begin, end));
            begin = end;
        }
        return layout;
    }

    static ByteBuffer encode(Collection<TensorEntry> layout, Map<String, String> metadata) {
        byte[] json = json(layout, metadata);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(Header.LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(json);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private static byte[] json(Collection<TensorEntry> layout, Map<String, String> metadata) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(Header.METADATA);
                for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            for (TensorEntry entry : layout) {
                tensor(json, entry);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void tensor(JsonGenerator json, TensorEntry entry) throws IOException {
        json.writeObjectFieldStart(entry.name());
        json.writeStringField("dtype", entry.dtype().name());
        json.writeFieldName("shape");
        long[] shape = entry.shape();
        json.writeArray(shape, 0, shape.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {entry.begin(), entry.end()}, 0, 2);
        json.writeEndObject();
    }
}
