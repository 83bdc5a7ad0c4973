package dev.ordo.cli.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.function.Consumer;

/** Talks to the orchestrator. Every failure is a {@link CommandFailure} that says what the orchestrator said. */
public final class OrchestratorClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    /** Three of the heartbeats that the orchestrator promises. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

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

    /**
     * Hands on a study's status now and at every change, to the study's end or to that of the connection.
     *
     * @return whether the orchestrator knows the study
     * @throws CommandFailure if the orchestrator does not answer, or breaks off
     */
    public boolean follow(String studyId, Consumer<StudyView> statuses) {
        HttpRequest request = request("/studies/" + encode(studyId) + "/events")
                .setHeader("Accept", "text/event-stream")
                .GET()
                .build();
        HttpResponse<InputStream> response = send(request, HttpResponse.BodyHandlers.ofInputStream());
        try {
            if (response.statusCode() == OK) {
                new EventStream(response.body(), LONGEST_SILENCE).read(data -> statuses.accept(view(tree(data))));
                return true;
            }
            String refusal = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
            if (response.statusCode() == NOT_FOUND) {
                return false;
            }
            throw unexpected(response.statusCode(), refusal);
        } catch (IOException e) {
            throw new CommandFailure("the orchestrator at " + url + " broke off: " + e.getMessage(), e);
        }
    }

    /**
     * Cancels a study.
     *
     * @param reason why, for those who read the status; null for none
     */
    public void cancel(String studyId, String reason) {
        ObjectNode body = json.createObjectNode();
        if (reason != null) {
            body.put("reason", reason);
        }
        command(studyId, "cancel", body.toString());
    }

    /** Runs again what a study that ended could not finish. */
    public void retry(String studyId) {
        command(studyId, "retry", "{}");
    }

    private void command(String studyId, String what, String body) {
        HttpRequest request = request("/studies/" + encode(studyId) + "/" + what)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = send(request);
        switch (response.statusCode()) {
            case OK, ACCEPTED -> {}
            case NOT_FOUND -> throw unknown(studyId);
            case CONFLICT, BAD_REQUEST ->
                throw new CommandFailure(
                        "the orchestrator will not " + what + " study " + studyId + ":" + errors(response.body()));
            default -> throw unexpected(response);
        }
    }

    /** What to say of a study that the orchestrator does not know. */
    public static CommandFailure unknown(String studyId) {
        return new CommandFailure("there is no study " + studyId + "; `ordo status` lists those that there are");
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
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new CommandFailure(
                    "the orchestrator at " + url + " does not answer; `ordo doctor` says what is wrong", e);
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
        return unexpected(response.statusCode(), response.body());
    }

    private static CommandFailure unexpected(int status, String body) {
        return new CommandFailure("the orchestrator answered " + status + ": " + body);
    }
}
