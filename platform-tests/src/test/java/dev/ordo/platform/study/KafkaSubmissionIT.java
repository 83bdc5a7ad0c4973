package dev.ordo.platform.study;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.platform.broker.Writer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaSubmissionIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static RunningOrdo ordo;
    private static Writer writer;

    @BeforeAll
    static void start() {
        ordo = RunningOrdo.shared();
        ordo.importModel("tiny-sent", 3);
        writer = new Writer(ordo.stack().bootstrapServers());
    }

    @Test
    void takesAStudyInStructuredMode() {
        writer.send(
                "ordo.studies",
                "sent-structured",
                TinyStudy.cloudEvent(TinyStudy.request("sent-structured", "tiny-sent", "P")),
                Map.of("content-type", "application/cloudevents+json"));

        assertCompleted("sent-structured");
    }

    @Test
    void takesAStudyInBinaryModeWithAnyKey() {
        writer.send(
                "ordo.studies",
                "not-the-study-id",
                TinyStudy.request("sent-binary", "tiny-sent", "P"),
                Map.of(
                        "content-type", "application/json",
                        "ce_specversion", "1.0",
                        "ce_id", "7",
                        "ce_source", "/team",
                        "ce_type", "dev.ordo.study.requested.v1"));

        assertCompleted("sent-binary");
    }

    @Test
    void changesNothingWhenTheSameStudyComesAgain() {
        String event = TinyStudy.cloudEvent(TinyStudy.request("sent-twice", "tiny-sent", "P"));
        writer.send("ordo.studies", "sent-twice", event);
        StudyStatus first = assertCompleted("sent-twice");

        writer.send("ordo.studies", "sent-twice", event);
        writer.send(
                "ordo.studies", "sent-after", TinyStudy.cloudEvent(TinyStudy.request("sent-after", "tiny-sent", "P")));
        assertCompleted("sent-after");

        assertThat(ordo.status("sent-twice")).contains(first);
    }

    @Test
    void takesAStudyFromKcat() throws IOException, InterruptedException {
        assumeTrue(isOnThePath("kcat"), "kcat is not installed");
        Path record = Files.createTempFile("study", ".json");
        Files.writeString(record, TinyStudy.cloudEvent(TinyStudy.request("sent-by-kcat", "tiny-sent", "P")));

        Process kcat = new ProcessBuilder(
                        "kcat",
                        "-P",
                        "-b",
                        ordo.stack().bootstrapServers(),
                        "-t",
                        "ordo.studies",
                        "-k",
                        "sent-by-kcat",
                        record.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(kcat.getInputStream().readAllBytes(), UTF_8);

        assertThat(kcat.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(kcat.exitValue()).as(said).isZero();
        assertCompleted("sent-by-kcat");
    }

    private static StudyStatus assertCompleted(String studyId) {
        StudyStatus status = ordo.awaitEnd(studyId, LIMIT);
        assertThat(status.problems()).isEmpty();
        assertThat(status.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(status.rows()).extracting(StudyRow::ordering).containsExactly("baseline", "P");
        return status;
    }

    private static boolean isOnThePath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }
}
