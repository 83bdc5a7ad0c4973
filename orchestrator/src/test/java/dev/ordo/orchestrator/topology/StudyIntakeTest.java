package dev.ordo.orchestrator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.DeadLetter;
import dev.ordo.events.Topics;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.plan.RequestDigest;
import dev.ordo.stage.messaging.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StudyIntakeTest {
    private final FixedCatalog catalog = new FixedCatalog();
    private TestStreams streams;

    @BeforeEach
    void open() {
        streams = new TestStreams(catalog, 1);
    }

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void aWrongRequestIsRejectedWithAllItsProblemsAndNothingIsStarted() {
        ObjectNode study = Requests.with(Requests.study("one", "P-X"), "recipes", "{\"prune\": {\"sparsity\": 1.2}}");

        streams.submit("one", study);

        StudyStatus status = streams.status("one");
        assertThat(status.state()).isEqualTo(StudyState.REJECTED);
        assertThat(status.problems())
                .extracting(StudyProblem::path)
                .containsExactly("recipes.prune.sparsity", "orderings[0]");
        assertThat(streams.takeWork()).isEmpty();
    }

    @Test
    void aRejectedRequestMayBeMendedUnderTheSameId() {
        streams.submit("one", Requests.study("one", "P-X"));

        streams.submit("one", Requests.study("one", "P-Q"));

        assertThat(streams.status("one").state()).isEqualTo(StudyState.RUNNING);
        assertThat(streams.deadLetters()).isEmpty();
    }

    @Test
    void theSameRequestAgainChangesNothing() {
        streams.submit("one", Requests.study("one", "Q"));
        streams.takeWork();
        int published = streams.statuses().size();

        streams.submit("one", Requests.study("one", "Q"));

        assertThat(streams.takeWork()).isEmpty();
        assertThat(streams.statuses()).hasSize(published);
        assertThat(streams.deadLetters()).isEmpty();
    }

    @Test
    void anotherRequestUnderTheSameIdIsADeadLetter() {
        streams.submit("one", Requests.study("one", "Q"));
        streams.takeWork();

        streams.submit("one", Requests.study("one", "P"));

        assertThat(streams.takeWork()).isEmpty();
        assertThat(streams.deadLetters())
                .singleElement()
                .satisfies(each -> assertThat(reason(each)).contains("'one' exists already"));
    }

    @Test
    void aRequestWithoutAUsableIdIsADeadLetter() {
        streams.submit("one", Requests.study("one", "Q").without("studyId"));
        streams.submit("two", Requests.study("not a name", "Q"));

        assertThat(streams.deadLetters())
                .hasSize(2)
                .allSatisfy(each -> assertThat(reason(each)).startsWith("studyId"));
    }

    @Test
    void aRequestWaitsWhileTheStoreIsAwayAndRunsWhenItIsBack() {
        catalog.setAway(true);
        streams.submit("one", Requests.study("one", "Q"));
        assertThat(streams.status("one").state()).isEqualTo(StudyState.RUNNING);
        assertThat(streams.status("one").problems())
                .extracting(StudyProblem::path)
                .containsExactly("study");
        streams.pass(Duration.ofSeconds(2));
        assertThat(streams.takeWork()).isEmpty();

        catalog.setAway(false);
        streams.pass(Duration.ofSeconds(2));

        assertThat(streams.takeWork()).hasSize(2);
        assertThat(streams.status("one").problems()).isEmpty();
    }

    @Test
    void allThatWaitForTheStoreAreTakenOnceItIsBack() {
        catalog.setAway(true);
        List.of("one", "two", "three").forEach(each -> streams.submit(each, Requests.study(each, "Q")));

        catalog.setAway(false);
        streams.submit("four", Requests.study("four", "Q"));
        assertThat(streams.takeWork()).as("nobody overtakes those who wait").isEmpty();
        streams.pass(Duration.ofSeconds(2));

        assertThat(streams.takeWork()).hasSize(2);
        assertThat(List.of("one", "two", "three", "four"))
                .allSatisfy(each -> assertThat(streams.status(each).rows()).hasSize(2));
    }

    @Test
    void aRejectedRequestIsReadAgainSinceItsModelMayBeThereNow() {
        ObjectNode study = Requests.with(Requests.study("one", "Q"), "baseline", "\"late\"");
        streams.submit("one", study);
        assertThat(streams.status("one").state()).isEqualTo(StudyState.REJECTED);

        catalog.put("late", FixedCatalog.BASELINE);
        streams.submit("one", study);

        assertThat(streams.status("one").state()).isEqualTo(StudyState.RUNNING);
    }

    @Test
    void theSameRequestWithItsDefaultsWrittenOutChangesNothing() {
        streams.submit("one", Requests.study("one", "Q"));
        int published = streams.statuses().size();

        streams.submit("one", Requests.with(Requests.study("one", "Q"), "seeds", "[1]"));

        assertThat(streams.statuses()).hasSize(published);
        assertThat(streams.deadLetters()).isEmpty();
        assertThat(streams.status("one").requestDigest()).isEqualTo(RequestDigest.of(Requests.study("one", "Q")));
    }

    @Test
    void aRequestWithoutAKeyIsPlacedWhereItsStudyBelongs() {
        streams.submit(null, Requests.study("one", "Q"));

        assertThat(streams.takeWork()).hasSize(2);
        assertThat(streams.take(Topics.STUDIES)).singleElement().satisfies(each -> {
            assertThat(each.key()).isEqualTo("one");
            assertThat(each.headers().lastHeader(Placement.PLACED)).isNotNull();
        });
    }

    @Test
    void aRequestOnAPartitionThatItsKeyDoesNotHashToIsPlacedAnewButOnlyOnce() {
        String elsewhere = List.of("a", "b", "c", "d").stream()
                .filter(each -> new Placement(12).partitionOf(each) != 0)
                .findFirst()
                .orElseThrow();
        try (TestStreams twelve = new TestStreams(catalog, 12)) {
            twelve.submit(elsewhere, Requests.study(elsewhere, "Q"));

            assertThat(twelve.take(Topics.STUDIES)).hasSize(1);
            assertThat(twelve.takeWork()).hasSize(2);
        }
    }

    @Test
    void aRequestInBinaryModeIsTaken() {
        Headers headers = new RecordHeaders()
                .add("ce_specversion", "1.0".getBytes(StandardCharsets.UTF_8))
                .add("ce_id", "1".getBytes(StandardCharsets.UTF_8))
                .add("ce_source", "/kcat".getBytes(StandardCharsets.UTF_8))
                .add("ce_type", "dev.ordo.study.requested.v1".getBytes(StandardCharsets.UTF_8))
                .add("content-type", "application/json".getBytes(StandardCharsets.UTF_8));
        byte[] data = Requests.study("one", "Q").toString().getBytes(StandardCharsets.UTF_8);

        streams.sendRaw(Topics.STUDIES, "one", data, headers);

        assertThat(streams.takeWork()).hasSize(2);
    }

    @Test
    void mereProgressIsPublishedAtMostEveryHalfSecondButNotLost() {
        streams.submit("one", Requests.study("one", "Q"));
        String key = streams.take(Topics.WORK_QUANTIZE).get(0).key();
        streams.send(Topics.STAGE_EVENTS, Workers.started(key, 1, "e1"));
        int before = streams.statuses().size();

        for (int done = 1; done <= 9; done++) {
            streams.send(Topics.STAGE_EVENTS, Workers.progress(key, 1, "e1", done));
        }
        assertThat(streams.statuses()).hasSize(before);
        streams.pass(Duration.ofSeconds(1));

        assertThat(streams.statuses()).hasSize(before + 1);
        assertThat(streams.status("one").running().get(0).done()).isEqualTo(9L);
    }

    @Test
    void theNewestStatusIsKeptForReaders() {
        streams.submit("one", Requests.study("one", "Q"));

        StudyStatus kept = EventCodec.decode(new RecordHeaders(), streams.keptStatus("one"))
                .as(StudyStatus.class);

        assertThat(kept).isEqualTo(streams.status("one"));
    }

    private static String reason(TestRecord<String, byte[]> record) {
        return new String(record.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8);
    }
}
