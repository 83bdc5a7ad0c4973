package dev.ordo.orchestrator.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.EvaluationWork;
import dev.ordo.events.stage.Needs;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.events.study.Handoff;
import dev.ordo.events.study.RunningWork;
import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.stage.messaging.EventJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StudyMachineTest {
    private static final Instant NOON = Workers.NOON;
    private static final String DIGEST = FixedCatalog.digest(99);

    private Plan plan;
    private Account account;
    private Decision last;
    private Instant now = NOON;

    @Test
    void openingWantsTheFirstStagesAndTheBaselinesEvaluation() {
        open("all");

        assertThat(last.wants()).hasSize(4);
        assertThat(last.wants())
                .filteredOn(each -> each.wanted().work() instanceof EvaluationWork)
                .singleElement()
                .satisfies(each -> assertThat(each.wanted().parent()).isEqualTo(FixedCatalog.BASELINE));
    }

    @Test
    void anAcceptedStageWantsItsChildrenAndItsEvaluation() {
        open("P", "P-KD", "P-Q");

        accept("P", 101, false);

        assertThat(last.wants())
                .extracting(Want::key)
                .containsExactlyInAnyOrder(key("P-KD"), key("P-Q"), evaluation(101));
        assertThat(last.wants())
                .allSatisfy(each -> assertThat(each.wanted().parent().digest()).isEqualTo(FixedCatalog.digest(101)));
    }

    @Test
    void aStageThatEndsNoOrderingIsNotMeasured() {
        open("P-Q");

        accept("P", 101, false);

        assertThat(last.wants()).extracting(Want::key).containsExactly(key("P-Q"));
    }

    @Test
    void stagesOfEqualDigestShareOneEvaluation() {
        open("P", "Q");

        accept("P", 101, false);
        accept("Q", 101, false);

        assertThat(last.wants()).isEmpty();
    }

    @Test
    void theSameNoteTwiceChangesNothing() {
        open("P-Q");
        accept("P", 101, false);
        Account before = account;

        accept("P", 102, false);

        assertThat(account).isEqualTo(before);
        assertThat(last.wants()).isEmpty();
    }

    @Test
    void aStudyIsCompletedWhenAllIsMeasured() {
        open("P");
        accept("P", 101, false);
        measure(1);
        assertThat(status().state()).isEqualTo(StudyState.RUNNING);

        now = NOON.plusSeconds(90);
        measure(101);

        StudyStatus status = status();
        assertThat(status.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(status.endedAt()).isEqualTo(now);
        assertThat(status.wallSeconds()).isEqualTo(90.0);
        assertThat(status.rows()).extracting(StudyRow::state).containsExactly("done", "done");
    }

    @Test
    void aFailedStageSkipsItsDescendantsWithTheReasonAndSiblingsGoOn() {
        open("P-KD-Q", "P", "Q");
        measure(1);
        note(new StudyNote.Failed(key("P"), "INVALID_RECIPE", "it broke"));
        accept("Q", 103, false);
        measure(103);

        StudyStatus status = status();
        assertThat(status.state()).isEqualTo(StudyState.PARTIAL);
        assertThat(status.problems())
                .containsExactly(
                        new StudyProblem("P-KD-Q", "skipped, because P failed: INVALID_RECIPE: it broke"),
                        new StudyProblem("P", "failed: INVALID_RECIPE: it broke"));
        assertThat(status.rows()).extracting(StudyRow::state).containsExactly("done", "skipped", "failed", "done");
    }

    @Test
    void aStudyWithoutAnyResultHasFailed() {
        open("P");
        measure(1);

        note(new StudyNote.Failed(key("P"), "INTERNAL", "it broke"));

        assertThat(status().state()).isEqualTo(StudyState.FAILED);
    }

    @Test
    void aFailedEvaluationLeavesTheStudyPartialAndSaysSo() {
        open("P", "Q");
        measure(1);
        accept("P", 101, false);
        accept("Q", 102, false);
        measure(102);

        note(new StudyNote.Failed(evaluation(101), "INVALID_DATA", "too short"));

        assertThat(status().state()).isEqualTo(StudyState.PARTIAL);
        assertThat(status().problems())
                .containsExactly(new StudyProblem("P", "its evaluation failed: INVALID_DATA: too short"));
    }

    @Test
    void aFailedEvaluationOfTheBaselineLeavesTheStudyPartial() {
        open("P");
        note(new StudyNote.Failed(evaluation(1), "INVALID_DATA", "too short"));
        accept("P", 101, false);
        measure(101);

        assertThat(status().state()).isEqualTo(StudyState.PARTIAL);
        assertThat(status().problems()).extracting(StudyProblem::path).containsExactly("baseline");
    }

    @Test
    void nothingChangesAStudyThatHasEnded() {
        open("P");
        measure(1);
        note(new StudyNote.Failed(key("P"), "INTERNAL", "it broke"));
        Account ended = account;

        accept("P", 101, false);

        assertThat(account).isEqualTo(ended);
    }

    @Test
    void computedAndReusedStagesAreCountedApartAndOnlyTheComputedTakeTime() {
        open("P-Q", "P");
        accept("P", 101, true);
        accept("P-Q", 102, false);

        assertThat(status().stages()).isEqualTo(new StageCounts(3, 2, 1, 1));
        assertThat(status().computeSeconds()).isEqualTo(1.0);
    }

    @Test
    void sparsitiesOfSeveralStagesMultiply() {
        open("P-KD-P");
        accept("P", Workers.checkpoint(key("P"), 1, 101, 0.5), false);
        accept("P-KD", 102, false);
        accept("P-KD-P", Workers.checkpoint(key("P-KD-P"), 1, 103, 0.2), false);

        StudyRow row = status().rows().get(1);
        assertThat(row.realizedSparsity()).isCloseTo(0.6, within(1e-12));
        assertThat(row.seconds()).isEqualTo(3.0);
        assertThat(row.bytes()).isEqualTo(1103L);
        assertThat(row.teacher()).isEqualTo(FixedCatalog.TEACHER.digest());
    }

    @Test
    void theBaselineRowIsTheBaselineItself() {
        open("P");
        measure(1);

        StudyRow row = status().rows().get(0);
        assertThat(row.ordering()).isEqualTo("baseline");
        assertThat(row.checkpoint()).isEqualTo(FixedCatalog.BASELINE.digest());
        assertThat(row.bytes()).isEqualTo(FixedCatalog.BASELINE.bytes());
        assertThat(row.realizedSparsity()).isZero();
        assertThat(row.perplexity()).containsEntry("novel", 10.0);
    }

    @Test
    void aHandOffIsTheTimeFromTheCheckpointToTheStartLessTheWaitForThePermit() {
        open("P-KD", "P-Q", "P");
        accept("P", 101, false);

        start("P-KD", NOON.plusMillis(150), 30, NOON.minusSeconds(1));
        start("P-Q", NOON.plusMillis(90), 0, NOON);

        assertThat(status().handoffMillis()).isEqualTo(new Handoff(90, 120));
    }

    @Test
    void aWorkerThatWasBusyWhenTheCheckpointCameGivesNoSample() {
        open("P-Q");
        accept("P", 101, false);

        start("P-Q", NOON.plusMillis(900), 0, NOON.plusMillis(500));

        assertThat(status().handoffMillis()).isNull();
    }

    @Test
    void neitherReusedParentsNorFirstStagesNorRetriesGiveASample() {
        open("P-Q", "P-KD", "Q");
        start("Q", NOON.plusMillis(10), 0, NOON.minusSeconds(1));
        accept("P", 101, true);
        start("P-Q", NOON.plusMillis(10), 0, NOON.minusSeconds(1));
        note(new StudyNote.PutBack(key("P-KD"), 2, "it broke"));
        start("P-KD", NOON.plusMillis(10), 0, NOON.minusSeconds(1));

        assertThat(status().handoffMillis()).isNull();
    }

    @Test
    void runningWorkIsNamedWithItsWorkerAndProgress() {
        open("P-KD");
        accept("P", 101, false);
        start("P-KD", NOON, 0, NOON);
        note(new StudyNote.Started(evaluation(1), Workers.started(evaluation(1), 1, "e1"), NOON));

        note(new StudyNote.Progressed(key("P-KD"), Workers.progress(key("P-KD"), 1, "e1", 4)));

        assertThat(last.urgent()).isFalse();
        assertThat(status().running())
                .containsExactly(
                        new RunningWork("P-KD", "worker-1", 1, 4L, 10L, "step"),
                        new RunningWork("evaluate baseline", "worker-1", 1, null, null, null));
    }

    @Test
    void runningWorkSaysWhatItNeeds() {
        Needs needs = new Needs(700L, 0L, 12L);
        open("P");
        StageStarted started = new StageStarted(Workers.execution(key("P"), 1, "e1"), 0L, NOON, needs);

        note(new StudyNote.Started(key("P"), started, NOON));

        assertThat(status().running()).containsExactly(new RunningWork("P", "worker-1", 1, null, null, null, needs));
    }

    @Test
    void workThatWasPutBackIsNoLongerRunning() {
        open("P");
        start("P", NOON, 0, NOON);

        note(new StudyNote.PutBack(key("P"), 2, "it broke"));

        assertThat(status().running()).isEmpty();
    }

    @Test
    void rowsSayHowFarTheyAre() {
        open("P-KD", "P", "Q");
        accept("P", 101, false);

        assertThat(status().rows())
                .extracting(StudyRow::state)
                .containsExactly("evaluating", "running", "evaluating", "waiting");
    }

    @Test
    void aStudySurvivesItsJson() throws Exception {
        open("P-KD", "Q");
        accept("P", 101, false);
        start("P-KD", NOON, 0, NOON);
        note(new StudyNote.Failed(key("Q"), "INTERNAL", "it broke"));
        measure(1);
        Study study = new Study.Planned(DIGEST, NOON, account);

        byte[] json = EventJson.mapper().writerFor(Study.class).writeValueAsBytes(study);

        assertThat(EventJson.mapper().readValue(json, Study.class)).isEqualTo(study);
    }

    private void open(String... orderings) {
        plan = Requests.plan(Requests.study("s", orderings));
        last = StudyMachine.open(plan, NOON);
        account = last.account();
    }

    private void note(StudyNote note) {
        last = StudyMachine.decide(plan, account, note, now);
        account = last.account();
    }

    private void accept(String ordering, int number, boolean reused) {
        accept(ordering, Workers.checkpoint(key(ordering), 1, number, 0.0), reused);
    }

    private void accept(String ordering, CheckpointReady ready, boolean reused) {
        WorkResult result = new WorkResult.Checkpoint(ready.checkpoint(), ready.result());
        note(new StudyNote.Accepted(key(ordering), result, NOON, reused));
    }

    private void start(String ordering, Instant at, long permitWait, Instant idleSince) {
        StageStarted started = new StageStarted(Workers.execution(key(ordering), 1, "e1"), permitWait, idleSince);
        note(new StudyNote.Started(key(ordering), started, at));
    }

    private void measure(int number) {
        String key = evaluation(number);
        note(new StudyNote.Accepted(
                key, new WorkResult.Measurement(Workers.measured(key, 1, FixedCatalog.BASELINE)), NOON, true));
    }

    private String evaluation(int number) {
        return PlanKeys.evaluation(plan, number);
    }

    private String key(String ordering) {
        return PlanKeys.stage(plan, ordering);
    }

    private StudyStatus status() {
        Study.Planned study = new Study.Planned(DIGEST, NOON, account);
        return StatusBuilder.planned(plan, study);
    }
}
