package dev.ordo.orchestrator.topology;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.ordo.stage.messaging.EventJson;
import dev.ordo.stage.messaging.MalformedEventException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Records of our own as JSON: states in stores, and messages between the processors. */
final class Json<T> {
    private final Class<T> type;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    Json(Class<T> type) {
        this.type = type;
        this.writer = EventJson.mapper().writerFor(type);
        this.reader = EventJson.mapper().readerFor(type);
    }

    byte[] bytes(T value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException("a " + type.getSimpleName() + " does not become JSON", e);
        }
    }

    /** @throws MalformedEventException if {@code bytes} are not what this class writes */
    T value(byte[] bytes) {
        try {
            return bytes == null ? null : reader.readValue(bytes);
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedEventException("not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    Serde<T> serde() {
        return Serdes.serdeFrom((topic, value) -> value == null ? null : bytes(value), (topic, bytes) -> value(bytes));
    }
}
