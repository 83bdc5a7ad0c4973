package dev.ordo.artifacts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.PermanentException;
import java.io.IOException;

/** Manifests and catalogue entries as JSON. Fields that a later version may add are passed over. */
final class ArtifactJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ArtifactJson() {}

    static byte[] write(Object record) {
        try {
            return MAPPER.writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of ours does not become JSON", e);
        }
    }

    /**
     * @param what where the bytes are from, for the message
     * @throws PermanentException with {@code INVALID_CHECKPOINT} if they are not a {@code record}
     */
    static <T> T read(String what, byte[] json, Class<T> record) {
        try {
            T value = MAPPER.readValue(json, record);
            if (value == null) {
                throw new PermanentException(ErrorCode.INVALID_CHECKPOINT, what + " is empty");
            }
            return value;
        } catch (IOException e) {
            if (e.getCause() instanceof OrdoException cause) {
                throw cause;
            }
            throw new PermanentException(ErrorCode.INVALID_CHECKPOINT, what + " cannot be read: " + e.getMessage(), e);
        }
    }
}
