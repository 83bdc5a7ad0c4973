package dev.ordo.orchestrator.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.message.Client;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.stage.messaging.EventJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CancelAndRetryTest {
    private static final Instant NOON = Workers.NOON;
    private static final Instant LATER = NOON.plusSeconds(60);

    private final Plan plan = Requests.plan(Requests.study("s", "P-KD", "P", "Q"));
    private Decision last = StudyMachine.open(plan, NOON);

    @Test
    void aCancelledStudyEndsAndNoLongerWantsWhatHasNoResult() {
        accept("P", 101);
        measure(101);

        cancel();

        assertThat(last.unwanted()).containsExactlyInAnyOrder(key("P-KD"), key("Q"), evaluation(1));
        StudyStatus status = status();
        assertThat(status.state()).isEqualTo(StudyState.CANCELLED);
        assertThat(status.endedAt()).isEqualTo(LATER);
        assertThat(status.problems()).containsExactly(new StudyProblem("study", "cancelled: the wrong teacher"));
    }

    @Test
    void rowsThatAreDoneStayWhenAStudyIsCancelled() {
        accept("P", 101);
        measure(101);
        accept("Q", 102);

        cancel();

        assertThat(status().rows())
                .extracting(StudyRow::state)
                .containsExactly("cancelled", "cancelled", "done", "cancelled");
        assertThat(status().stages()).isEqualTo(new StageCounts(4, 3, 2, 0));
    }

    @Test
    void whatFailedBeforeTheCancellingKeepsItsReason() {
        note(new StudyNote.Failed(key("P"), "INVALID_RECIPE", "it broke"));

        cancel();

        assertThat(status().rows())
                .extracting(StudyRow::state)
                .containsExactly("cancelled", "skipped", "failed", "cancelled");
        assertThat(status().problems()).extracting(StudyProblem::path).containsExactly("study", "P-KD", "P");
    }

    @Test
    void notesChangeNothingOnceAStudyIsCancelled() {
        cancel();
        Account cancelled = last.account();

        accept("P", 101);

        assertThat(last.account()).isEqualTo(cancelled);
    }

    @Test
    void aRetryWantsWhatFailedWasSkippedOrCancelledAndKeepsTheRest() {
        accept("P", 101);
        measure(101);
        note(new StudyNote.Failed(key("P-KD"), "INTERNAL", "it broke"));
        cancel();

        retry();

        assertThat(last.wants()).extracting(Want::key).containsExactlyInAnyOrder(key("P-KD"), key("Q"), evaluation(1));
        assertThat(last.wants())
                .filteredOn(each -> each.key().equals(key("P-KD")))
                .singleElement()
                .satisfies(each -> assertThat(each.wanted().parent().digest()).isEqualTo(FixedCatalog.digest(101)));
        StudyStatus status = status();
        assertThat(status.state()).isEqualTo(StudyState.RUNNING);
        assertThat(status.endedAt()).isNull();
        assertThat(status.problems()).isEmpty();
        assertThat(status.rows())
                .extracting(StudyRow::state)
                .containsExactly("evaluating", "running", "done", "waiting");
    }

    @Test
    void aRetryWaitsForParentsThatHaveToBeMadeFirst() {
        note(new StudyNote.Failed(key("P"), "INTERNAL", "it broke"));
        accept("Q", 102);
        measure(102);
        measure(1);
        assertThat(status().state()).isEqualTo(StudyState.PARTIAL);

        retry();

        assertThat(last.wants()).extracting(Want::key).containsExactly(key("P"));
        accept("P", 101);
        assertThat(last.wants()).extracting(Want::key).containsExactlyInAnyOrder(key("P-KD"), evaluation(101));
    }

    @Test
    void aFailedEvaluationIsAskedForAgain() {
        accept("P", 101);
        accept("P-KD", 102);
        accept("Q", 103);
        measure(1);
        measure(102);
        measure(103);
        note(new StudyNote.Failed(evaluation(101), "INTERNAL", "it broke"));
        assertThat(status().state()).isEqualTo(StudyState.PARTIAL);

        retry();
        assertThat(last.wants()).extracting(Want::key).containsExactly(evaluation(101));
        measure(101);

        assertThat(status().state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void everyRetryIsARoundOfItsOwn() {
        cancel();

        retry();

        assertThat(last.account().round()).isEqualTo(2);
        assertThat(last.wants())
                .allSatisfy(each -> assertThat(each.wanted().client()).isEqualTo(new Client("s", 2)));
    }

    @Test
    void aCancelledStudySurvivesItsJson() throws Exception {
        accept("P", 101);
        cancel();
        Study study = new Study.Planned(FixedCatalog.digest(99), NOON, last.account());

        byte[] json = EventJson.mapper().writerFor(Study.class).writeValueAsBytes(study);

        assertThat(EventJson.mapper().readValue(json, Study.class)).isEqualTo(study);
    }

    @Test
    void aStudyThatWaitsForTheStoreIsPutAsideAndTakenUpAgain() {
        Study.Unresolved waiting = new Study.Unresolved(FixedCatalog.digest(99), NOON, Requests.study("s", "P"));

        Study.Shelved shelved = waiting.shelved(LATER, "the wrong teacher");

        StudyStatus status = StatusBuilder.shelved("s", shelved);
        assertThat(status.state()).isEqualTo(StudyState.CANCELLED);
        assertThat(status.endedAt()).isEqualTo(LATER);
        assertThat(status.problems()).containsExactly(new StudyProblem("study", "cancelled: the wrong teacher"));
        assertThat(shelved.again()).isEqualTo(waiting);
    }

    private void cancel() {
        last = StudyMachine.cancel(plan, last.account(), "the wrong teacher", LATER);
    }

    private void retry() {
        last = StudyMachine.retry(plan, last.account(), LATER);
    }

    private void note(StudyNote note) {
        last = StudyMachine.decide(plan, last.account(), note, NOON);
    }

    private void accept(String ordering, int number) {
        note(new StudyNote.Accepted(key(ordering), Workers.result(key(ordering), 1, number), NOON, false));
    }

    private void measure(int number) {
        String key = evaluation(number);
        WorkResult measured = new WorkResult.Measurement(Workers.measured(key, 1, FixedCatalog.BASELINE));
        note(new StudyNote.Accepted(key, measured, NOON, true));
    }

    private String evaluation(int number) {
        return PlanKeys.evaluation(plan, number);
    }

    private String key(String ordering) {
        return PlanKeys.stage(plan, ordering);
    }

    private StudyStatus status() {
        return StatusBuilder.planned(plan, new Study.Planned(FixedCatalog.digest(99), NOON, last.account()));
    }
}
