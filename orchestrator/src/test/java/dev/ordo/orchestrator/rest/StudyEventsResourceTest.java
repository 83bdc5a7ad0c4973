package dev.ordo.orchestrator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.study.StudyState;
import dev.ordo.orchestrator.Requests;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StudyEventsResourceTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @TestHTTPResource("/studies")
    URI studies;

    @BeforeEach
    void empty() {
        RestBeans.STATUSES.clear();
    }

    @Test
    void theStatusComesAtOnceThenEveryChangeAndTheStreamEndsWithTheStudy() throws Exception {
        RestBeans.STATUSES.put("one", Statuses.of("one", StudyState.RUNNING, 1));
        HttpResponse<InputStream> answer = open("one");
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(next(lines).path("wallSeconds").asInt()).isEqualTo(1);

            RestBeans.STATUSES.put("one", Statuses.of("one", StudyState.RUNNING, 2));
            assertThat(next(lines).path("wallSeconds").asInt()).isEqualTo(2);

            RestBeans.STATUSES.put("one", Statuses.of("one", StudyState.PARTIAL, 3));
            JsonNode last = next(lines);
            assertThat(last.path("state").asText()).isEqualTo("PARTIAL");
            assertThat(last.path("endedAt").asText()).isEqualTo("2026-01-01T12:01:00Z");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void aStudyThatHasEndedIsToldOnce() throws Exception {
        RestBeans.STATUSES.put("one", Statuses.of("one", StudyState.COMPLETED, 1));

        String all = new String(open("one").body().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(all).containsOnlyOnce("event:status").contains("\"COMPLETED\"");
    }

    @Test
    void aStudyThatDoesNotExistIsNotFound() throws Exception {
        HttpResponse<InputStream> answer = open("none");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("there is no study 'none'");
    }

    @Test
    void otherPathsBelowAStudyStillAnswer() throws Exception {
        RestBeans.STATUSES.put("one", Statuses.of("one", StudyState.RUNNING, 1));
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(studies + "/one/report")).build();

        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<InputStream> open(String study) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(studies + "/" + study + "/events"))
                .header("Accept", "text/event-stream")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    /** The data of the next event, whose name must be status. */
    private static JsonNode next(BufferedReader lines) throws IOException {
        assertThat(lines.readLine()).isEqualTo("event:status");
        String data = lines.readLine();
        assertThat(data).startsWith("data:");
        assertThat(lines.readLine()).isEmpty();
        return Requests.json(data.substring("data:".length()));
    }
}
