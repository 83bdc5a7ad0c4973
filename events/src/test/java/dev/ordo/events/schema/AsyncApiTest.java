package dev.ordo.events.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.DeadLetter;
import dev.ordo.events.EventType;
import dev.ordo.events.Topics;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code asyncapi.yaml} says what the code says: no topic, event or header more or less. */
class AsyncApiTest {
    private static final String INTERNAL = "ordo.orchestrator.";
    private static final String DEAD_LETTER = "dead-letter";

    private final AsyncApi document = AsyncApi.read();

    @Test
    void describesEveryTopicAndNoOther() {
        assertThat(document.root().path("channels")).hasSameSizeAs(Topics.ALL);
        assertThat(document.channels()).containsOnlyKeys(Topics.ALL);
    }

    @Test
    void saysOfEveryTopicHowItIsMade() {
        document.channels().forEach((topic, channel) -> {
            JsonNode kafka = channel.at("/bindings/kafka");
            assertThat(kafka.path("topic").asText()).isEqualTo(topic);
            assertThat(kafka.path("partitions").asInt()).as(topic).isEqualTo(Topics.partitions(topic));
            assertThat(kafka.at("/topicConfiguration/cleanup.policy/0").asText())
                    .as(topic)
                    .isEqualTo(Topics.COMPACTED.contains(topic) ? "compact" : "delete");
        });
    }

    @Test
    void namesTheOrchestratorsOwnTopicsAsInternal() {
        document.channels().forEach((topic, channel) -> {
            List<String> tags = channel.path("tags").findValuesAsText("name");
            assertThat(tags).as(topic).hasSize(1).isSubsetOf("public", "services", "internal");
            assertThat(tags.contains("internal")).as(topic).isEqualTo(topic.startsWith(INTERNAL));
            assertThat(channel.has("messages")).as(topic).isEqualTo(!topic.startsWith(INTERNAL));
        });
    }

    @Test
    void describesEveryEventAndNoOther() {
        assertThat(document.events()).containsOnlyKeys(EventType.values());
        assertThat(document.messages()).hasSize(EventType.values().length + 1).containsKey(DEAD_LETTER);
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void pointsFromEveryEventToItsSchema(EventType event) {
        JsonNode message = document.events().get(event);
        JsonNode own = message.at("/payload/schema/allOf/1/properties");

        assertThat(message.path("title").asText()).isEqualTo(event.data().getSimpleName());
        assertThat(message.path("contentType").asText()).isEqualTo("application/cloudevents+json");
        assertThat(own.at("/type/const").asText()).isEqualTo(event.type());
        assertThat(own.at("/data/$ref").asText()).isEqualTo("schema/" + event.type() + ".json");
        assertThat(document.resolve(own.path("data")).path("title").asText())
                .isEqualTo(event.data().getSimpleName());
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void putsEveryEventOnTheTopicsThatItsSchemaNames(EventType event) {
        String described = EventSchemas.read("/schema/" + event.type() + ".json")
                .path("description")
                .asText();
        Set<String> named = new TreeSet<>();
        for (String topic : Topics.ALL) {
            if (described.contains(topic) || (Topics.WORK.contains(topic) && described.contains("ordo.work.*"))) {
                named.add(topic);
            }
        }
        Set<String> carrying = new TreeSet<>();
        document.channels().forEach((topic, channel) -> {
            for (JsonNode each : channel.path("messages")) {
                if (document.resolve(each).path("name").asText().equals(event.type())) {
                    carrying.add(topic);
                }
            }
        });

        assertThat(carrying).isNotEmpty().isEqualTo(named);
    }

    @Test
    void saysOfEveryTopicWhatOrdoDoesWithIt() {
        Set<String> used = new TreeSet<>();
        for (JsonNode each : document.operations()) {
            JsonNode channel = document.resolve(each.path("channel"));
            used.add(channel.path("address").asText());
            assertThat(each.path("action").asText()).isIn("send", "receive");
            assertThat(each.path("messages")).hasSameSizeAs(channel.path("messages"));
            assertThat(AsyncApi.references(each.path("messages")))
                    .allMatch(reference -> reference.startsWith(
                            each.path("channel").path("$ref").asText() + "/messages/"));
        }
        assertThat(used).containsExactlyInAnyOrderElementsOf(Topics.ALL);
    }

    @Test
    void namesTheShareGroupOfEveryWorkTopic() {
        List<String> groups = new ArrayList<>();
        for (JsonNode each : document.operations()) {
            each.at("/bindings/kafka/groupId/enum").forEach(group -> groups.add(group.asText()));
        }
        assertThat(groups)
                .containsExactlyInAnyOrderElementsOf(
                        Topics.WORK.stream().map(Topics::shareGroup).toList());
    }

    @Test
    void listsEveryHeaderOfDeadLetters() throws IllegalAccessException {
        Set<String> headers = new TreeSet<>();
        for (Field each : DeadLetter.class.getFields()) {
            headers.add((String) each.get(null));
        }
        Set<String> described = new TreeSet<>();
        document.root()
                .at("/components/schemas/deadLetterHeaders/properties")
                .fieldNames()
                .forEachRemaining(described::add);

        assertThat(described).isEqualTo(headers);
    }

    @Test
    void leadsNowhereWithNoReference() {
        Set<String> references = new TreeSet<>(AsyncApi.references(document.root()));

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(document.resolve(each).isMissingNode())
                        .as(each)
                        .isFalse());
    }

    @Test
    void keepsNoPartThatNothingRefersTo() {
        Set<String> parts = new HashSet<>();
        for (String kind : List.of("messages", "schemas")) {
            document.root()
                    .at("/components/" + kind)
                    .fieldNames()
                    .forEachRemaining(name -> parts.add("#/components/" + kind + "/" + name));
        }
        assertThat(AsyncApi.references(document.root())).containsAll(parts);
        assertThat(schemaFiles())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(EventType.values())
                        .map(each -> "schema/" + each.type() + ".json")
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void showsAValidExampleOfEveryEvent(EventType event) {
        JsonNode example = document.events().get(event).path("examples").path(0);
        ObjectNode payload = (ObjectNode) example.path("payload");

        assertThat(document.problems("cloudEvent", payload)).isEmpty();
        assertThat(document.problems("eventHeaders", example.path("headers"))).isEmpty();
        assertThat(payload.path("type").asText()).isEqualTo(event.type());
        assertThat(EventSchemas.problems(event, payload.path("data"))).isEmpty();
    }

    @Test
    void refusesAnEnvelopeThatLacksWhatItDemands() {
        ObjectNode payload = document.events()
                .get(EventType.CANCEL_STUDY)
                .at("/examples/0/payload")
                .deepCopy();
        payload.remove("source");
        payload.put("time", "yesterday");

        assertThat(document.problems("cloudEvent", payload)).hasSize(2);
    }

    @Test
    void showsAValidExampleOfADeadLetter() {
        JsonNode headers = document.messages().get(DEAD_LETTER).at("/examples/0/headers");

        assertThat(document.problems("deadLetterHeaders", headers)).isEmpty();
        assertThat(headers.path(DeadLetter.TOPIC).asText()).isIn(Topics.ALL);
    }

    private Set<String> schemaFiles() {
        Set<String> files = new TreeSet<>();
        for (JsonNode each : document.events().values()) {
            files.add(each.at("/payload/schema/allOf/1/properties/data/$ref").asText());
        }
        return files;
    }
}
