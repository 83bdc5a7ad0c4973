package dev.ordo.cli.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Talks to the orchestrator. Every failure is a {@link CommandFailure} that says what the orchestrator said. */
public final class OrchestratorClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private final String url;

    /** @param url where the orchestrator answers, without a slash at the end */
    public OrchestratorClient(String url) {
        this.url = url;
    }

    /**
     * Sends a study.
     *
     * @param study the JSON of a {@code StudyRequested}
     * @return the study's id
     */
    public String submit(String study) {
        HttpRequest request = request("/studies")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(study))
                .build();
        HttpResponse<String> response = send(request);
        if (response.statusCode() == ACCEPTED || response.statusCode() == OK) {
            return tree(response.body()).path("studyId").asText();
        }
        if (response.statusCode() == BAD_REQUEST || response.statusCode() == CONFLICT) {
            throw new CommandFailure("the study was refused:" + errors(response.body()));
        }
        throw unexpected(response);
    }

    /** Every study that the orchestrator knows of. */
    public List<StudyView> studies() {
        List<StudyView> studies = new ArrayList<>();
        tree(get("/studies")).forEach(each -> studies.add(view(each)));
        return studies;
    }

    /** A study's status; empty if the orchestrator does not know it (yet). */
    public Optional<StudyView> status(String studyId) {
        HttpResponse<String> response =
                send(request("/studies/" + encode(studyId)).GET().build());
        if (response.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        return Optional.of(view(tree(requireOk(response))));
    }

    /** A study's report, exactly as the orchestrator wrote it. */
    public String report(String studyId) {
        HttpResponse<String> response =
                send(request("/studies/" + encode(studyId) + "/report").GET().build());
        if (response.statusCode() == NOT_FOUND) {
            throw new CommandFailure("there is no report of a study " + studyId);
        }
        return requireOk(response);
    }

    /** The report in a form to show. */
    public StudyView parse(String report) {
        return view(tree(report));
    }

    private String get(String path) {
        return requireOk(send(request(path).GET().build()));
    }

    private static String requireOk(HttpResponse<String> response) {
        if (response.statusCode() != OK) {
            throw unexpected(response);
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT).header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CommandFailure("the orchestrator at " + url + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode tree(String body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            throw new CommandFailure("the orchestrator's answer is no JSON: " + body, e);
        }
    }

    private StudyView view(JsonNode node) {
        try {
            return json.treeToValue(node, StudyView.class);
        } catch (JacksonException e) {
            throw new CommandFailure("the orchestrator's answer is no study: " + e.getOriginalMessage(), e);
        }
    }

    private String errors(String body) {
        StringBuilder lines = new StringBuilder();
        for (JsonNode error : tree(body).path("errors")) {
            lines.append("\n  ")
                    .append(error.path("path").asText())
                    .append(": ")
                    .append(error.path("message").asText());
        }
        return lines.isEmpty() ? " " + body : lines.toString();
    }

    private static CommandFailure unexpected(HttpResponse<String> response) {
        return new CommandFailure("the orchestrator answered " + response.statusCode() + ": " + response.body());
    }
}
