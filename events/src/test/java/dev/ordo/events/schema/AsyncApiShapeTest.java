package dev.ordo.events.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document has the shape that AsyncAPI 3.0.0 prescribes: which fields each object may and must have. */
class AsyncApiShapeTest {
    private static final Set<String> ROOT =
            Set.of("asyncapi", "id", "info", "servers", "defaultContentType", "channels", "operations", "components");
    private static final Set<String> INFO =
            Set.of("title", "version", "description", "termsOfService", "contact", "license", "tags", "externalDocs");
    private static final Set<String> SERVER = Set.of(
            "host",
            "protocol",
            "protocolVersion",
            "pathname",
            "description",
            "title",
            "summary",
            "variables",
            "security",
            "tags",
            "externalDocs",
            "bindings");
    private static final Set<String> CHANNEL = Set.of(
            "address",
            "messages",
            "title",
            "summary",
            "description",
            "servers",
            "parameters",
            "tags",
            "externalDocs",
            "bindings");
    private static final Set<String> OPERATION = Set.of(
            "action",
            "channel",
            "title",
            "summary",
            "description",
            "security",
            "tags",
            "externalDocs",
            "bindings",
            "traits",
            "messages",
            "reply");
    private static final Set<String> MESSAGE = Set.of(
            "headers",
            "payload",
            "correlationId",
            "contentType",
            "name",
            "title",
            "summary",
            "description",
            "tags",
            "externalDocs",
            "bindings",
            "examples",
            "traits");
    private static final Set<String> EXAMPLE = Set.of("headers", "payload", "name", "summary");
    private static final Set<String> KAFKA_CHANNEL =
            Set.of("topic", "partitions", "replicas", "topicConfiguration", "bindingVersion");
    private static final Set<String> KAFKA_OPERATION = Set.of("groupId", "clientId", "bindingVersion");
    private static final Set<String> KAFKA_MESSAGE =
            Set.of("key", "schemaIdLocation", "schemaIdPayloadEncoding", "schemaLookupStrategy", "bindingVersion");

    private final JsonNode root = AsyncApi.read().root();

    @Test
    void isOfTheVersionThatItNames() {
        assertThat(root.path("asyncapi").asText()).isEqualTo("3.0.0");
        has(root, ROOT, "asyncapi", "info");
        has(root.path("info"), INFO, "title", "version");
        assertThat(root.path("servers")).isNotEmpty().allSatisfy(each -> has(each, SERVER, "host", "protocol"));
    }

    @Test
    void buildsChannelsAsPrescribed() {
        assertThat(root.path("channels")).isNotEmpty().allSatisfy(each -> {
            has(each, CHANNEL, "address");
            has(each.at("/bindings/kafka"), KAFKA_CHANNEL, "bindingVersion");
        });
    }

    @Test
    void buildsOperationsAsPrescribed() {
        assertThat(root.path("operations")).isNotEmpty().allSatisfy(each -> {
            has(each, OPERATION, "action", "channel");
            if (each.has("bindings")) {
                has(each.at("/bindings/kafka"), KAFKA_OPERATION, "bindingVersion");
            }
        });
    }

    @Test
    void buildsMessagesAsPrescribed() {
        assertThat(root.at("/components/messages")).isNotEmpty().allSatisfy(each -> {
            has(each, MESSAGE, "payload", "headers", "examples");
            if (each.has("bindings")) {
                has(each.at("/bindings/kafka"), KAFKA_MESSAGE, "key", "bindingVersion");
            }
            assertThat(each.path("examples")).allSatisfy(example -> has(example, EXAMPLE, "payload"));
        });
    }

    private static void has(JsonNode object, Set<String> allowed, String... required) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        assertThat(names).isSubsetOf(allowed).contains(required);
    }
}
