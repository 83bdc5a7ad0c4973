package dev.ordo.orchestrator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @TestHTTPResource("/q/openapi")
    URI address;

    private JsonNode served;

    @BeforeEach
    void ask() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        served = YAML.readTree(answer.body());
    }

    /** After a change of the interface: copy {@code orchestrator/target/openapi/openapi.yaml} to {@code docs}. */
    @Test
    void theCommittedDescriptionIsTheServedOne() throws IOException {
        Path committed = Path.of(System.getProperty("ordo.home"), "docs", "openapi.yaml");

        assertThat(YAML.readTree(committed.toFile())).as("docs/openapi.yaml").isEqualTo(served);
    }

    @Test
    void everyEndpointIsThere() {
        List<String> endpoints = new ArrayList<>();
        served.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> endpoints.add(method + " " + path.getKey())));

        assertThat(endpoints)
                .containsExactlyInAnyOrder(
                        "post /studies",
                        "get /studies",
                        "get /studies/{id}",
                        "get /studies/{id}/report",
                        "get /studies/{id}/events",
                        "post /studies/{id}/cancel",
                        "post /studies/{id}/retry",
                        "get /models",
                        "get /data");
    }

    @Test
    void everyEndpointSaysWhatItDoesAndHowItRefuses() {
        served.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().forEach(operation -> {
                    String name = operation.path("summary").asText();
                    JsonNode answers = operation.path("responses");
                    assertThat(name).as(path.getKey()).isNotBlank();
                    assertThat(answers.fieldNames()).toIterable().as(name).anyMatch(status -> status.startsWith("2"));
                    assertThat(answers.has("503")).as(name).isTrue();
                    assertThat(answers.has("404"))
                            .as(name)
                            .isEqualTo(path.getKey().contains("{id}"));
                    answers.fields().forEachRemaining(answer -> {
                        JsonNode resolved = resolved(answer.getValue());
                        assertThat(resolved.path("description").asText())
                                .as(name)
                                .isNotBlank();
                        JsonNode content = resolved.path("content");
                        assertThat(content).as(name + " " + answer.getKey()).isNotEmpty();
                        assertThat(content.findValues("schema")).as(name).isNotEmpty();
                    });
                }));
    }

    @Test
    void theSchemasAreThoseOfTheEvents() {
        JsonNode status = served.at("/components/schemas/StudyStatus/properties");

        assertThat(status.has("studyId")).isTrue();
        assertThat(status.at("/rows/items/$ref").asText()).isEqualTo("#/components/schemas/StudyRow");
        assertThat(served.at("/components/schemas/StudyRow/properties").has("perplexity"))
                .isTrue();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? served.at(node.path("$ref").asText().substring(1)) : node;
    }
}
