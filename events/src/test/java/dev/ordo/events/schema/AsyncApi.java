package dev.ordo.events.schema;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.ordo.events.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The published {@code asyncapi.yaml}, as another team would read it from the jar. */
final class AsyncApi {
    private static final SchemaValidatorsConfig FORMATS_COUNT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode root;

    private AsyncApi(JsonNode root) {
        this.root = root;
    }

    /** Reads the document; a key that is there twice is an error. */
    static AsyncApi read() {
        var yaml = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (InputStream in = AsyncApi.class.getResourceAsStream("/asyncapi.yaml")) {
            return new AsyncApi(new ObjectMapper(yaml).readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode root() {
        return root;
    }

    /** Channels by their address, which is the topic. */
    Map<String, JsonNode> channels() {
        Map<String, JsonNode> channels = new TreeMap<>();
        root.path("channels").forEach(each -> channels.put(each.path("address").asText(), each));
        return channels;
    }

    List<JsonNode> operations() {
        List<JsonNode> operations = new ArrayList<>();
        root.path("operations").forEach(operations::add);
        return operations;
    }

    /** Messages by their name, which is the event's type. */
    Map<String, JsonNode> messages() {
        Map<String, JsonNode> messages = new TreeMap<>();
        root.at("/components/messages")
                .forEach(each -> messages.put(each.path("name").asText(), each));
        return messages;
    }

    /** Messages of events: all but the dead letter, which may be anything. */
    Map<EventType, JsonNode> events() {
        Map<EventType, JsonNode> events = new TreeMap<>();
        messages().forEach((name, each) -> EventType.ofType(name).ifPresent(event -> events.put(event, each)));
        return events;
    }

    /** What a reference stands for, in this document or in a schema of the jar; missing if there is no such thing. */
    JsonNode resolve(String reference) {
        int fragment = reference.indexOf('#');
        String file = fragment < 0 ? reference : reference.substring(0, fragment);
        String pointer = fragment < 0 ? "" : reference.substring(fragment + 1);
        return (file.isEmpty() ? root : EventSchemas.read("/" + file)).at(pointer);
    }

    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? resolve(node.path("$ref").asText()) : node;
    }

    /** Every {@code $ref} at or below a node. */
    static List<String> references(JsonNode node) {
        return node.findValuesAsText("$ref");
    }

    /** Everything that {@code value} does wrong by one of this document's own schemas; empty if it is valid. */
    List<String> problems(String schema, JsonNode value) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(root.at("/components/schemas/" + schema), FORMATS_COUNT)
                .validate(value)
                .stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }
}
