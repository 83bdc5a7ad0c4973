package dev.ordo.orchestrator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.Technique;
import dev.ordo.events.Topics;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.EvaluationWork;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.events.stage.StageWork;
import dev.ordo.events.stage.WorkRequest;
import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import dev.ordo.orchestrator.Workers;
import dev.ordo.stage.messaging.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrdoTopologyTest {
    private TestStreams streams;
    private SimulatedWorkers workers;

    @BeforeEach
    void open() {
        streams = new TestStreams(new FixedCatalog(), 1);
        workers = new SimulatedWorkers(streams);
    }

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void allOrderingsRunToTheEndOver15Stages() {
        submit("one", "all");

        workers.run();

        StudyStatus status = streams.status("one");
        assertThat(status.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(status.stages()).isEqualTo(new StageCounts(33, 15, 15, 0));
        assertThat(status.rows())
                .hasSize(16)
                .allSatisfy(each -> assertThat(each.state()).isEqualTo("done"));
        assertThat(workers.stagesTaken()).hasSize(15);
        assertThat(workers.taken()).hasSize(31);
    }

    @Test
    void aSecondStudyReusesAll15StagesWithoutAskingAnybody() {
        submit("one", "all");
        workers.run();

        submit("two", "all");

        assertThat(streams.takeWork()).isEmpty();
        assertThat(streams.status("two").state()).isEqualTo(StudyState.COMPLETED);
        assertThat(streams.status("two").stages()).isEqualTo(new StageCounts(33, 15, 0, 15));
        assertThat(streams.status("two").computeSeconds()).isZero();
    }

    @Test
    void studiesAtTheSameTimeShareTheStagesThatAreBeingComputed() {
        submit("one", "P-Q");
        submit("two", "P-KD");

        workers.run();

        assertThat(workers.stagesTaken()).hasSize(3);
        assertThat(streams.status("one").stages()).isEqualTo(new StageCounts(2, 2, 2, 0));
        assertThat(streams.status("two").stages()).isEqualTo(new StageCounts(2, 2, 1, 1));
    }

    @Test
    void eventsThatComeTwiceChangeNothing() {
        workers.sayEverythingTwice();
        submit("one", "all");

        workers.run();

        assertThat(streams.status("one").state()).isEqualTo(StudyState.COMPLETED);
        assertThat(workers.taken()).hasSize(31);
        assertThat(streams.deadLetters()).isEmpty();
    }

    @Test
    void aResultThatOvertakesItsStartIsAcceptedAndTheStartIgnored() {
        submit("one", "P");
        List<CheckpointReady> work = streams.takeWork();

        work.forEach(workers::deliverResult);
        work.forEach(each -> streams.send(
                Topics.STAGE_EVENTS,
                new StageStarted(Workers.execution(each.next().key(), 1, "e1"), 0L, Workers.NOON)));
        workers.run();

        assertThat(streams.status("one").state()).isEqualTo(StudyState.COMPLETED);
        assertThat(streams.status("one").running()).isEmpty();
    }

    @Test
    void aPermanentFailureSkipsWhatDependsOnItAndTheRestGoesOn() {
        workers.failAt(request -> isStage(request, Technique.PRUNE), false);
        submit("one", "P-KD", "KD-P", "Q");

        workers.run();

        StudyStatus status = streams.status("one");
        assertThat(status.state()).isEqualTo(StudyState.PARTIAL);
        assertThat(status.problems())
                .containsExactly(
                        new StudyProblem("P-KD", "skipped, because P failed: INTERNAL: it broke"),
                        new StudyProblem("KD-P", "failed: INTERNAL: it broke"));
        assertThat(workers.stagesTaken()).hasSize(4);
    }

    @Test
    void aRetryableFailureIsTriedAgainAfterARest() {
        workers.failAt(request -> request.attempt() == 1 && request.work() instanceof StageWork, true);
        submit("one", "Q");
        workers.run();
        assertThat(streams.status("one").state()).isEqualTo(StudyState.RUNNING);

        streams.pass(Duration.ofSeconds(1));
        workers.run();

        assertThat(streams.status("one").state()).isEqualTo(StudyState.COMPLETED);
        assertThat(workers.stagesTaken()).extracting(WorkRequest::attempt).containsExactly(1, 2);
    }

    @Test
    void aThirdRetryableFailureEndsTheStage() {
        workers.failAt(request -> request.work() instanceof StageWork, true);
        submit("one", "Q");
        for (int i = 0; i < 5; i++) {
            workers.run();
            streams.pass(Duration.ofSeconds(3));
        }

        assertThat(streams.status("one").state()).isEqualTo(StudyState.FAILED);
        assertThat(workers.stagesTaken()).extracting(WorkRequest::attempt).containsExactly(1, 2, 3);
    }

    @Test
    void whatFailedForOneStudyIsTriedAfreshForTheNext() {
        workers.failAt(request -> request.work() instanceof StageWork, false);
        submit("one", "Q");
        workers.run();

        workers.failAt(request -> false, false);
        submit("two", "Q");
        workers.run();

        assertThat(streams.status("one").state()).isEqualTo(StudyState.FAILED);
        assertThat(streams.status("two").state()).isEqualTo(StudyState.COMPLETED);
        assertThat(workers.stagesTaken()).extracting(WorkRequest::attempt).containsExactly(1, 2);
    }

    @Test
    void aFailedEvaluationFailsItsRowOnly() {
        String ofTheBaseline = Requests.plan(Requests.study("one", "P")).evaluationKey(FixedCatalog.BASELINE);
        AtomicInteger measured = new AtomicInteger();
        workers.failAt(
                request -> request.work() instanceof EvaluationWork
                        && !request.key().equals(ofTheBaseline)
                        && measured.getAndIncrement() == 0,
                false);
        submit("one", "P", "Q");

        workers.run();

        assertThat(streams.status("one").state()).isEqualTo(StudyState.PARTIAL);
        assertThat(streams.status("one").rows())
                .extracting(StudyRow::state)
                .containsOnlyOnce("failed")
                .contains("done");
    }

    @Test
    void workRecordsAreCloudEventsKeyedByTheirStage() {
        submit("one", "Q");

        TestRecord<String, byte[]> record = streams.take(Topics.WORK_QUANTIZE).get(0);

        CheckpointReady work =
                EventCodec.decode(record.headers(), record.value()).as(CheckpointReady.class);
        assertThat(record.key()).isEqualTo(work.next().key());
        assertThat(record.headers().lastHeader(EventCodec.CONTENT_TYPE).value())
                .asString()
                .isEqualTo(EventCodec.CONTENT_TYPE_VALUE);
        assertThat(work.checkpoint()).isEqualTo(FixedCatalog.BASELINE);
        assertThat(work.next().attempt()).isEqualTo(1);
    }

    @Test
    void resultsThatNobodyAskedForAreIgnored() {
        submit("one", "Q");

        streams.send(Topics.CHECKPOINTS, Workers.checkpoint("cd".repeat(32), 1, 7, 0.0));
        workers.run();

        assertThat(streams.status("one").state()).isEqualTo(StudyState.COMPLETED);
        assertThat(streams.deadLetters()).isEmpty();
    }

    @Test
    void malformedRecordsGoToTheDeadLettersAndTheStudyGoesOn() {
        submit("one", "Q");
        byte[] garbage = {0, 1, 2};
        List<String> topics = List.of(Topics.STUDIES, Topics.CHECKPOINTS, Topics.STAGE_EVENTS, Topics.EVALUATIONS);

        topics.forEach(each -> streams.sendRaw(each, "k", garbage, new RecordHeaders()));
        workers.run();

        assertThat(streams.deadLetters())
                .hasSize(4)
                .allSatisfy(each -> assertThat(each.value()).isEqualTo(garbage))
                .allSatisfy(each -> assertThat(header(each, "ordo-reason")).isNotEmpty())
                .allSatisfy(each -> assertThat(header(each, "ordo-partition")).isEqualTo("0"))
                .extracting(each -> header(each, "ordo-topic"))
                .containsExactlyInAnyOrderElementsOf(topics);
        assertThat(streams.status("one").state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aRecordWithoutAValueIsADeadLetterToo() {
        streams.sendRaw(Topics.STUDIES, "k", null, new RecordHeaders());
        streams.sendRaw(Topics.STAGE_COMMANDS, "k", null, new RecordHeaders());

        assertThat(streams.deadLetters()).hasSize(2);
    }

    @Test
    void anEventThatItsTopicMayNotCarryIsADeadLetter() {
        submit("one", "Q");
        CheckpointReady work = streams.takeWork().get(0);

        streams.send(Topics.STUDIES, Workers.started("cd".repeat(32), 1, "e1"));
        streams.send(Topics.EVALUATIONS, Workers.started("cd".repeat(32), 1, "e1"));
        streams.send(Topics.STAGE_EVENTS, Workers.checkpoint("cd".repeat(32), 1, 7, 0.0));
        streams.send(Topics.CHECKPOINTS, CheckpointReady.asked(FixedCatalog.BASELINE, work.next()));

        assertThat(streams.deadLetters())
                .hasSize(4)
                .allSatisfy(each -> assertThat(header(each, "ordo-code")).isEqualTo("INVALID_EVENT"));
    }

    @Test
    void anEventUnderAnotherKeyThanItsStageIsADeadLetter() {
        byte[] event = EventCodec.encode("/test", "k", Workers.started("cd".repeat(32), 1, "e1"));

        streams.sendRaw(Topics.STAGE_EVENTS, "ab".repeat(32), event, new RecordHeaders());

        assertThat(streams.deadLetters())
                .singleElement()
                .satisfies(each -> assertThat(header(each, "ordo-reason"))
                        .isEqualTo("the record's key must be execution.key " + "cd".repeat(32) + ", was "
                                + "ab".repeat(32)));
    }

    @Test
    void anEventThatLiesWhereItsStageIsNotIsADeadLetter() {
        try (TestStreams twelve = new TestStreams(new FixedCatalog(), 12)) {
            String elsewhere = new Placement(12).partitionOf("ab".repeat(32)) == 0 ? "cd".repeat(32) : "ab".repeat(32);

            twelve.send(Topics.STAGE_EVENTS, Workers.started(elsewhere, 1, "e1"));

            assertThat(twelve.deadLetters())
                    .singleElement()
                    .satisfies(each -> assertThat(header(each, "ordo-reason"))
                            .startsWith("key " + elsewhere + " belongs on partition "));
        }
    }

    private void submit(String studyId, String... orderings) {
        streams.submit(studyId, Requests.study(studyId, orderings));
    }

    private static boolean isStage(WorkRequest request, Technique technique) {
        return request.work() instanceof StageWork work && work.technique() == technique;
    }

    private static String header(TestRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
