package dev.ordo.orchestrator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.stage.Patience;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code asyncapi.yaml} says of the orchestrator what its topology does. */
class AsyncApiTest {
    private final Set<String> read = new TreeSet<>();
    private final Set<String> written = new TreeSet<>();

    @BeforeEach
    void describe() {
        Patience patience = new Patience(3, Duration.ofMillis(500), 4, Duration.ofMinutes(5), Duration.ofMinutes(15));
        TopologyDescription topology = OrdoTopology.build(
                        new FixedCatalog(), patience, 12, new WorkMeters(new SimpleMeterRegistry()))
                .describe();
        topology.globalStores().forEach(each -> read.addAll(each.source().topicSet()));
        topology.subtopologies()
                .forEach(part -> part.nodes().forEach(node -> {
                    if (node instanceof TopologyDescription.Source source) {
                        read.addAll(source.topicSet());
                    } else if (node instanceof TopologyDescription.Sink sink) {
                        written.add(sink.topic());
                    }
                }));
    }

    @Test
    void namesEveryTopicThatTheOrchestratorReads() throws IOException {
        assertThat(described("receive")).isNotEmpty().isEqualTo(read);
    }

    @Test
    void namesEveryTopicThatTheOrchestratorWrites() throws IOException {
        assertThat(described("send")).isNotEmpty().isEqualTo(written);
    }

    private static Set<String> described(String action) throws IOException {
        JsonNode document;
        try (InputStream in = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
            document = new ObjectMapper(new YAMLFactory()).readTree(in);
        }
        Set<String> topics = new TreeSet<>();
        for (JsonNode each : document.path("operations")) {
            boolean orchestrator = each.path("tags").findValuesAsText("name").contains("orchestrator");
            if (orchestrator && each.path("action").asText().equals(action)) {
                String channel = each.at("/channel/$ref").asText().substring(1);
                topics.add(document.at(channel).path("address").asText());
            }
        }
        return topics;
    }
}
