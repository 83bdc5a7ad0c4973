package dev.ordo.events.schema;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.ordo.events.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The published schemas and examples, as another team would read them from the jar. */
final class EventSchemas {
    static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final List<String> VARIANTS =
            List.of("", ".least", ".prune", ".distill", ".quantize", ".gptq", ".evaluate");

    private EventSchemas() {}

    /** Everything that {@code data} does wrong by the event's schema; empty if it is valid. */
    static List<String> problems(EventType event, JsonNode data) {
        return FACTORY
                .getSchema(SchemaLocation.of("classpath:schema/" + event.type() + ".json"), CONFIG)
                .validate(data)
                .stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /** The committed examples of an event: the full one, and the variants that there are. */
    static Map<String, JsonNode> examples(EventType event) {
        Map<String, JsonNode> examples = new TreeMap<>();
        for (String variant : VARIANTS) {
            String file = event.type() + variant + ".json";
            if (EventSchemas.class.getResource("/examples/" + file) != null) {
                examples.put(file, read("/examples/" + file));
            }
        }
        return examples;
    }

    static JsonNode read(String resource) {
        try (InputStream in = EventSchemas.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
