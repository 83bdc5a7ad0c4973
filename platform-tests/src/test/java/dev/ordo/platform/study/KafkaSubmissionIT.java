package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.platform.broker.Writer;
import java.time.Duration;
import java.util.Map;
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

    private static StudyStatus assertCompleted(String studyId) {
        StudyStatus status = ordo.awaitEnd(studyId, LIMIT);
        assertThat(status.problems()).isEmpty();
        assertThat(status.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(status.rows()).extracting(StudyRow::ordering).containsExactly("baseline", "P");
        return status;
    }
}
