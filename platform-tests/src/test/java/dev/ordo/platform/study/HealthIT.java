package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.stage.messaging.EventJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthIT {
    private final HttpClient http = HttpClient.newHttpClient();

    /** A check of a message channel would stay "down" after an outage, and have a busy worker killed. */
    @ParameterizedTest
    @ValueSource(strings = {"pruner-svc", "distiller-svc", "quantizer-svc", "evaluator-svc"})
    void asksOfAWorkerNothingButItsOwnThreadAndItsGroup(String service) throws Exception {
        assertThat(health(service, "live").at("/checks").findValuesAsText("name"))
                .containsExactly("consumer's thread");
        assertThat(health(service, "ready").at("/checks").findValuesAsText("name"))
                .containsExactly("takes work");
        assertThat(health(service, "started").path("status").asText()).isEqualTo("UP");
    }

    /** A replica that lists half of the studies must not be asked yet. */
    @Test
    void theOrchestratorIsReadyOnceItKnowsAllStudies() throws Exception {
        assertThat(health("orchestrator", "ready").at("/checks").findValuesAsText("name"))
                .contains("knows all studies");
    }

    private JsonNode health(String service, String kind) throws Exception {
        URI uri = URI.create(RunningOrdo.shared().stack().url(service) + "/q/health/" + kind);
        String body = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return EventJson.mapper().readTree(body);
    }
}
