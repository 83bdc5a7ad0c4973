package dev.ordo.orchestrator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.DeadLetter;
import dev.ordo.events.Topics;
import dev.ordo.events.stage.CancelStage;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.events.stage.WorkRequest;
import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.RetryStudy;
import dev.ordo.events.study.StudyState;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.stage.Open;
import dev.ordo.stage.messaging.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancelAndRetryTest {
    private final FixedCatalog catalog = new FixedCatalog();
    private final TestStreams streams = new TestStreams(catalog, 1);
    private final SimulatedWorkers workers = new SimulatedWorkers(streams);

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void workersAreToldWhatNobodyWantsAnyMore() {
        submit("one", "Q");
        List<CheckpointReady> work = streams.takeWork();

        cancel("one");

        assertThat(streams.status("one").state()).isEqualTo(StudyState.CANCELLED);
        assertThat(control())
                .containsExactlyInAnyOrderElementsOf(work.stream()
                        .map(each -> new CancelStage(each.next().key(), 1))
                        .toList());
        assertThat(streams.workStates()).noneMatch(Open.class::isInstance);
    }

    @Test
    void commandsToWorkersAreKeyedByTheirStageSoThatTheTopicCanBeCompacted() {
        submit("one", "Q");
        cancel("one");

        assertThat(streams.take(Topics.CONTROL))
                .isNotEmpty()
                .allSatisfy(
                        each -> assertThat(each.key()).isEqualTo(command(each).key()));
    }

    @Test
    void workThatAnotherStudyWantsGoesOn() {
        submit("one", "P-Q");
        submit("two", "P-KD");

        cancel("one");
        workers.run();

        assertThat(control()).isEmpty();
        assertThat(streams.status("one").state()).isEqualTo(StudyState.CANCELLED);
        assertThat(streams.status("two").state()).isEqualTo(StudyState.COMPLETED);
        assertThat(workers.stagesTaken()).hasSize(2);
    }

    @Test
    void aRetriedStudyAsksAgainAtOnceAndDoesNotWaitForTheWorkersToStop() {
        submit("one", "Q");
        List<CheckpointReady> first = streams.takeWork();
        cancel("one");

        retry("one");

        assertThat(streams.status("one").state()).isEqualTo(StudyState.RUNNING);
        first.forEach(each -> streams.send(
                Topics.STAGE_EVENTS,
                new StageCancelled(Workers.execution(each.next().key(), 1, "e1"))));
        workers.run();
        assertThat(workers.taken()).extracting(WorkRequest::attempt).containsExactlyInAnyOrder(2, 2, 1);
        assertThat(streams.status("one").state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aResultThatComesAfterTheCancellingServesTheRetry() {
        submit("one", "Q");
        List<CheckpointReady> work = streams.takeWork();
        cancel("one");
        work.forEach(workers::deliverResult);

        retry("one");
        workers.run();

        assertThat(streams.status("one").state()).isEqualTo(StudyState.COMPLETED);
        assertThat(workers.stagesTaken()).isEmpty();
    }

    @Test
    void aFailedStudyIsRetriedWithAFreshBudget() {
        workers.failAt(request -> true, false);
        submit("one", "Q");
        workers.run();
        assertThat(streams.status("one").state()).isEqualTo(StudyState.FAILED);

        workers.failAt(request -> false, false);
        retry("one");
        workers.run();

        assertThat(streams.status("one").state()).isEqualTo(StudyState.COMPLETED);
        assertThat(streams.status("one").problems()).isEmpty();
    }

    @Test
    void aNoteThatWasMeantForTheRunBeforeTheRetryIsNotHeard() {
        submit("one", "Q");
        String key = streams.take(Topics.WORK_QUANTIZE).get(0).key();
        cancel("one");
        retry("one");

        String stale = "{\"round\":1,\"note\":{\"note\":\"failed\",\"key\":\"" + key
                + "\",\"code\":\"INTERNAL\",\"message\":\"it broke\"}}";
        streams.sendRaw(Topics.STUDY_NOTES, "one", stale.getBytes(StandardCharsets.UTF_8), new RecordHeaders());
        workers.run();

        assertThat(streams.status("one").state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aStudyThatWaitsForTheStoreIsCancelledAndRetriedToo() {
        catalog.setAway(true);
        submit("one", "Q");
        cancel("one");
        catalog.setAway(false);
        streams.pass(Duration.ofSeconds(2));
        assertThat(streams.status("one").state()).isEqualTo(StudyState.CANCELLED);
        assertThat(streams.takeWork()).isEmpty();

        retry("one");
        workers.run();

        assertThat(streams.status("one").state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void commandsThatComeTwiceChangeNothing() {
        submit("one", "Q");
        cancel("one");
        cancel("one");
        retry("one");
        int published = streams.statuses().size();

        retry("one");

        assertThat(streams.statuses()).hasSize(published);
        assertThat(streams.deadLetters()).isEmpty();
    }

    @Test
    void commandsThatContradictTheStudyAreDeadLetters() {
        submit("one", "Q");
        workers.run();

        cancel("one");
        retry("one");

        assertThat(streams.deadLetters())
                .extracting(each -> header(each, DeadLetter.CODE) + ": " + header(each, DeadLetter.REASON))
                .containsExactly(
                        "STUDY_CONFLICT: study 'one' cannot be cancelled: it has ended, COMPLETED",
                        "STUDY_CONFLICT: study 'one' cannot be retried: it is COMPLETED, and nothing is missing");
    }

    @Test
    void commandsToStudiesThatAreNotKnownAreDeadLetters() {
        cancel("none");
        retry("none");

        assertThat(streams.deadLetters()).hasSize(2).allSatisfy(each -> {
            assertThat(header(each, DeadLetter.CODE)).isEqualTo("UNKNOWN_STUDY");
            assertThat(header(each, DeadLetter.REASON)).isEqualTo("there is no study 'none'");
            assertThat(header(each, DeadLetter.TOPIC)).isEqualTo("ordo.studies");
            assertThat(header(each, DeadLetter.KEY)).isEqualTo("none");
            assertThat(header(each, DeadLetter.TIMESTAMP)).isEqualTo(Long.toString(Workers.NOON.toEpochMilli()));
        });
    }

    @Test
    void handedOverWorkIsAskedForAgainAtOnce() {
        submit("one", "Q");
        CheckpointReady work = quantization();
        streams.send(Topics.STAGE_EVENTS, Workers.started(work.next().key(), 1, "e1"));

        streams.send(
                Topics.STAGE_EVENTS,
                new StageReleased(Workers.execution(work.next().key(), 1, "e1"), "shutting down"));

        assertThat(quantization().next().attempt()).isEqualTo(2);
        assertThat(streams.status("one").running()).isEmpty();
    }

    @Test
    void workThatFallsSilentIsGivenToAnotherAndFailsAtLast() {
        submit("one", "Q");
        for (int attempt = 1; attempt <= 3; attempt++) {
            CheckpointReady work = quantization();
            assertThat(work.next().attempt()).isEqualTo(attempt);
            streams.send(Topics.STAGE_EVENTS, Workers.started(work.next().key(), attempt, "e1"));
            streams.pass(TestStreams.SILENCE.plusMinutes(1));
        }

        assertThat(streams.take(Topics.WORK_QUANTIZE)).isEmpty();
        assertThat(streams.status("one").problems())
                .singleElement()
                .satisfies(each -> assertThat(each.message()).startsWith("failed: WORKER_LOST: nothing was heard of"));
    }

    @Test
    void workThatMakesProgressOrWaitsForAWorkerIsNotSwept() {
        submit("one", "Q");
        String key = quantization().next().key();
        streams.send(Topics.STAGE_EVENTS, Workers.started(key, 1, "e1"));

        for (int i = 0; i < 6; i++) {
            streams.pass(TestStreams.SILENCE.dividedBy(2));
            streams.send(Topics.STAGE_EVENTS, Workers.progress(key, 1, "e1", i));
        }

        assertThat(streams.takeWork())
                .as("the baseline's evaluation waits for its worker")
                .hasSize(1)
                .allSatisfy(each -> assertThat(each.next().attempt()).isEqualTo(1));
    }

    private CheckpointReady quantization() {
        return streams.take(Topics.WORK_QUANTIZE).stream()
                .map(each -> EventCodec.decode(each.headers(), each.value()).as(CheckpointReady.class))
                .findFirst()
                .orElseThrow();
    }

    private List<CancelStage> control() {
        return streams.take(Topics.CONTROL).stream()
                .map(CancelAndRetryTest::command)
                .toList();
    }

    private static CancelStage command(TestRecord<String, byte[]> record) {
        return EventCodec.decode(record.headers(), record.value()).as(CancelStage.class);
    }

    private void submit(String studyId, String... orderings) {
        streams.submit(studyId, Requests.study(studyId, orderings));
    }

    private void cancel(String studyId) {
        streams.send(Topics.STUDIES, new CancelStudy(studyId, "the wrong teacher"));
    }

    private void retry(String studyId) {
        streams.send(Topics.STUDIES, new RetryStudy(studyId));
    }

    private static String header(TestRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
