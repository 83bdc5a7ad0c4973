package dev.ordo.platform.study;

import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.artifacts.s3.StoredObject;
import dev.ordo.cli.stack.LocalStack;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.platform.stack.TestStack;
import dev.ordo.stage.messaging.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Broker, store and all services as processes, shared by the tests of this module; stopped when the JVM ends. */
final class RunningOrdo {
    private static final Path STATE = Path.of("target/ordo").toAbsolutePath();
    private static final int EXTRACT_CHARACTERS = 40_000;
    private static final long TEACHER_SEED = 1000;

    private static RunningOrdo shared;

    private final LocalStack stack;
    private final S3ObjectStore store;
    private final Catalog catalog;
    private final HttpClient http = HttpClient.newHttpClient();

    private RunningOrdo(LocalStack stack) {
        this.stack = stack;
        this.store = new S3ObjectStore(new StoreSettings(
                stack.s3Endpoint(),
                stack.credentials().accessKey(),
                stack.credentials().secretKey(),
                stack.bucket()));
        this.catalog = new Catalog(store);
    }

    static synchronized RunningOrdo shared() {
        if (shared == null) {
            shared = new RunningOrdo(LocalStack.start(TestStack.options()
                    .withState(STATE)
                    .withFresh(true)
                    .withEnvironment(Map.of("ORDO_WORKER_RESUME_INTERVAL", "PT0.2S"))));
            shared.importModel("tiny-teacher", TEACHER_SEED);
            shared.importExtract("tiny-calibration", "austen-calibration.txt");
            shared.importExtract("tiny-distillation", "austen-kd.txt");
            shared.importExtract("tiny-heldout", "austen-heldout.txt");
            shared.importExtract("tiny-other", "constitution.txt");
            shared.importQuestions();
        }
        return shared;
    }

    /** The state directory of the stack. */
    Path state() {
        return STATE;
    }

    LocalStack stack() {
        return stack;
    }

    /** Brings a random model into the catalogue; another seed is another baseline, whose stages nobody computed yet. */
    void importModel(String name, long seed) {
        catalog.importModel(name, TinyModel.write(STATE.resolve("models").resolve(name), seed), "random");
    }

    private void importQuestions() {
        Path prompts = STATE.resolve("tiny-questions.prompts.jsonl");
        try {
            Files.writeString(prompts, """
                    {"prompt": "What is a friend?", "instructions": ["Answer in one sentence."]}
                    {"prompt": "Continue: It was late, and"}
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + prompts, e);
        }
        catalog.importData("tiny-questions", prompts, "written for tests");
    }

    private void importExtract(String name, String file) {
        Path text = STATE.resolve(name + ".txt");
        try {
            String whole = Files.readString(Path.of(System.getProperty("ordo.home"), "data", file));
            Files.writeString(text, whole.substring(0, EXTRACT_CHARACTERS));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + text, e);
        }
        catalog.importData(name, text, "extract of data/" + file);
    }

    /** Sends a study over HTTP and returns the answer, whatever it is. */
    HttpResponse<String> post(String study) {
        return send(request("/studies")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(study))
                .build());
    }

    /** Asks for something to be done with a study: {@code cancel} or {@code retry}. */
    HttpResponse<String> command(String studyId, String verb) {
        return send(request("/studies/" + studyId + "/" + verb)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** Keys of all objects below a prefix. */
    List<String> storedBelow(String prefix) {
        return store.list(prefix).stream().map(StoredObject::key).toList();
    }

    /** A study's status; empty while the orchestrator knows of none. */
    Optional<StudyStatus> status(String studyId) {
        HttpResponse<String> response;
        try {
            response = send(request("/studies/" + studyId).build());
        } catch (UncheckedIOException away) {
            return Optional.empty();
        }
        if (response.statusCode() != 200) {
            return Optional.empty();
        }
        try {
            return Optional.of(EventJson.mapper().readValue(response.body(), StudyStatus.class));
        } catch (IOException e) {
            throw new UncheckedIOException("no status: " + response.body(), e);
        }
    }

    /** Waits for a study to end. */
    StudyStatus awaitEnd(String studyId, Duration limit) {
        return await(studyId, status -> status.state().ended(), limit);
    }

    /** Waits for a status. */
    StudyStatus await(String studyId, Predicate<StudyStatus> wanted, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        Optional<StudyStatus> last = Optional.empty();
        while (System.nanoTime() < end) {
            last = status(studyId);
            if (last.filter(wanted).isPresent()) {
                return last.get();
            }
            pause();
        }
        throw new AssertionError("study " + studyId + " did not get there within " + limit + "; it is at " + last);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(stack.orchestratorUrl() + path))
                .timeout(Duration.ofMinutes(1));
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("the orchestrator does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
