package dev.ordo.orchestrator.stage;

import static dev.ordo.orchestrator.stage.Works.KEY;
import static dev.ordo.orchestrator.stage.Works.PATIENCE;
import static dev.ordo.orchestrator.stage.Works.QUANTIZE;
import static dev.ordo.orchestrator.stage.Works.assertIgnored;
import static dev.ordo.orchestrator.stage.Works.client;
import static dev.ordo.orchestrator.stage.Works.issued;
import static dev.ordo.orchestrator.stage.Works.order;
import static dev.ordo.orchestrator.stage.Works.queued;
import static dev.ordo.orchestrator.stage.Works.running;
import static dev.ordo.orchestrator.stage.Works.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.judging.Judge;
import dev.ordo.events.judging.JudgingWork;
import dev.ordo.events.judging.Sampling;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.EvaluationWork;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.Work;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.stage.messaging.EventJson;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkStateTest {
    private static final Instant NOON = Workers.NOON;
    private static final CheckpointRef PARENT = FixedCatalog.BASELINE;
    private static final Work MEASURE =
            new EvaluationWork(PARENT, List.of(new DatasetRef("law", FixedCatalog.digest(14), "data/law.txt")), 100L);

    @Test
    void theFirstWantIssuesTheFirstAttempt() {
        Transition transition = new Unknown().wanted(KEY, wanted("a", QUANTIZE));

        assertThat(transition.next()).isInstanceOf(Queued.class);
        assertThat(issued(transition)).isEqualTo(1);
    }

    @Test
    void theSecondStudyThatWantsItOnlyJoins() {
        Transition transition = queued("a").wanted(KEY, wanted("b", QUANTIZE));

        assertThat(transition.effects()).isEmpty();
        assertThat(((Queued) transition.next()).order().clients()).containsExactly(client("a"), client("b"));
    }

    @Test
    void wantingTwiceIsWantingOnce() {
        Transition transition = queued("a").wanted(KEY, wanted("a", QUANTIZE));

        assertThat(((Queued) transition.next()).order().clients()).containsExactly(client("a"));
    }

    @Test
    void aStudyThatJoinsRunningWorkHearsThatItRuns() {
        Transition transition = running("a").wanted(KEY, wanted("b", QUANTIZE));

        assertThat(transition.effects())
                .containsExactly(
                        new Effect.Tell(client("b"), new StudyNote.Started(KEY, Workers.started(KEY, 1, "e1"), NOON)));
    }

    @Test
    void theResultIsComputedForTheFirstStudyAndReusedByTheOthers() {
        WorkResult result = Workers.result(KEY, 1, 7);

        Transition transition = queued("a", "b").resulted(KEY, result, NOON);

        assertThat(transition.next()).isEqualTo(new Accepted(result, NOON, 1));
        assertThat(transition.effects())
                .containsExactly(
                        new Effect.Tell(client("a"), new StudyNote.Accepted(KEY, result, NOON, false)),
                        new Effect.Tell(client("b"), new StudyNote.Accepted(KEY, result, NOON, true)));
    }

    @Test
    void aSecondResultIsIgnored() {
        WorkState accepted = new Accepted(Workers.result(KEY, 1, 7), NOON, 1);

        Transition transition = accepted.resulted(KEY, Workers.result(KEY, 1, 8), NOON);

        assertThat(transition.next()).isEqualTo(accepted);
        assertIgnored(transition);
    }

    @Test
    void aResultOfAnAttemptThatWasNeverIssuedIsIgnored() {
        Transition transition = running("a").resulted(KEY, Workers.result(KEY, 2, 7), NOON);

        assertThat(transition.next()).isEqualTo(running("a"));
        assertIgnored(transition);
    }

    @Test
    void aResultThatNobodyAskedForIsIgnored() {
        assertIgnored(new Unknown().resulted(KEY, Workers.result(KEY, 1, 7), NOON));
    }

    @Test
    void aMeasurementIsNoResultOfAStage() {
        WorkResult measured = new WorkResult.Measurement(Workers.measured(KEY, 1, PARENT));

        assertIgnored(queued("a").resulted(KEY, measured, NOON));
    }

    @Test
    void aMeasurementOfAnotherCheckpointIsIgnored() {
        WorkState state = new Unknown().wanted(KEY, wanted("a", MEASURE)).next();

        assertIgnored(
                state.resulted(KEY, new WorkResult.Measurement(Workers.measured(KEY, 1, FixedCatalog.TEACHER)), NOON));
        assertThat(state.resulted(KEY, new WorkResult.Measurement(Workers.measured(KEY, 1, PARENT)), NOON)
                        .next())
                .isInstanceOf(Accepted.class);
    }

    @Test
    void wantingWhatIsAcceptedAnswersAtOnce() {
        WorkResult result = Workers.result(KEY, 1, 7);

        Transition transition = new Accepted(result, NOON, 1).wanted(KEY, wanted("b", QUANTIZE));

        assertThat(transition.effects())
                .containsExactly(new Effect.Tell(client("b"), new StudyNote.Accepted(KEY, result, NOON, true)));
    }

    @Test
    void aMeasurementThatAJudgeFailedInIsDoneAgainForTheNextStudy() {
        Accepted accepted = new Accepted(new WorkResult.Measurement(Workers.judged(KEY, 1, PARENT, 1)), NOON, 1);

        Transition transition = accepted.wanted(KEY, wanted("b", judged("m", null)));

        assertThat(((Queued) transition.next()).order().clients()).containsExactly(client("b"));
        assertThat(issued(transition)).isEqualTo(2);
    }

    @Test
    void aMeasurementThatCannotComeOutOtherwiseIsReused() {
        Accepted failed = new Accepted(new WorkResult.Measurement(Workers.judged(KEY, 1, PARENT, 1)), NOON, 1);
        Accepted whole = new Accepted(new WorkResult.Measurement(Workers.judged(KEY, 1, PARENT, 0)), NOON, 1);

        assertThat(failed.wanted(KEY, wanted("b", judged(null, PARENT))).next()).isEqualTo(failed);
        assertThat(whole.wanted(KEY, wanted("b", judged("m", null))).next()).isEqualTo(whole);
    }

    @Test
    void aRetryableFailureRestsAndThenIssuesTheNextAttempt() {
        Transition failed = running("a").failed(KEY, failure(1, "e1", true), NOON, PATIENCE);

        assertThat(failed.next()).isInstanceOf(Resting.class);
        assertThat(failed.effects())
                .containsExactly(
                        new Effect.Tell(client("a"), new StudyNote.PutBack(KEY, 2, "STORE_UNAVAILABLE: it broke")));
        assertThat(failed.next().elapsed(KEY, NOON.plusMillis(499), PATIENCE).effects())
                .isEmpty();
        assertThat(issued(failed.next().elapsed(KEY, NOON.plusMillis(500), PATIENCE)))
                .isEqualTo(2);
    }

    @Test
    void laterAttemptsRestLonger() {
        Resting first = (Resting)
                queued("a").failed(KEY, failure(1, "e1", true), NOON, PATIENCE).next();
        WorkState second = first.elapsed(KEY, first.until(), PATIENCE).next();
        Resting again = (Resting)
                second.failed(KEY, failure(2, "e2", true), NOON, PATIENCE).next();

        assertThat(again.until()).isEqualTo(NOON.plusSeconds(2));
    }

    @Test
    void theThirdRetryableFailureIsTheLast() {
        WorkState state = queued("a");
        for (int attempt = 1; attempt <= 2; attempt++) {
            state = state.failed(KEY, failure(attempt, "e", true), NOON, PATIENCE)
                    .next();
            state = state.elapsed(KEY, NOON.plusSeconds(60), PATIENCE).next();
        }

        Transition last = state.failed(KEY, failure(3, "e", true), NOON, PATIENCE);

        assertThat(last.next()).isInstanceOf(Failed.class);
        assertThat(last.effects())
                .containsExactly(
                        new Effect.Tell(client("a"), new StudyNote.Failed(KEY, "STORE_UNAVAILABLE", "it broke")));
    }

    @Test
    void aPermanentFailureIsToldToEveryStudy() {
        Transition transition = queued("a", "b").failed(KEY, failure(1, "e1", false), NOON, PATIENCE);

        StudyNote note = new StudyNote.Failed(KEY, "INVALID_RECIPE", "it broke");
        assertThat(transition.effects())
                .containsExactly(new Effect.Tell(client("a"), note), new Effect.Tell(client("b"), note));
    }

    @Test
    void aFailureOfAnExecutionThatAnotherReplacedIsIgnored() {
        WorkState taken =
                running("a").started(KEY, Workers.started(KEY, 1, "e2"), NOON).next();

        assertIgnored(taken.failed(KEY, failure(1, "e1", true), NOON, PATIENCE));
        assertThat(taken.failed(KEY, failure(1, "e2", true), NOON, PATIENCE).next())
                .isInstanceOf(Resting.class);
    }

    @Test
    void aFailureOfAnExecutionThatNeverStartedCounts() {
        StageFailed lost = new StageFailed(Workers.execution(KEY, 1, "e3"), "WORKER_LOST", "third delivery", false);

        assertThat(running("a").failed(KEY, lost, NOON, PATIENCE).next()).isInstanceOf(Failed.class);
    }

    @Test
    void aFailureOfAnEarlierAttemptIsIgnored() {
        WorkState second = new Queued(order("a"), 2);

        assertIgnored(second.failed(KEY, failure(1, "e1", false), NOON, PATIENCE));
    }

    @Test
    void theSameFailureTwiceCountsOnce() {
        WorkState resting =
                queued("a").failed(KEY, failure(1, "e1", true), NOON, PATIENCE).next();

        assertIgnored(resting.failed(KEY, failure(1, "e1", true), NOON, PATIENCE));
    }

    @Test
    void aLateResultOfAnEarlierAttemptIsAccepted() {
        WorkState second = new Queued(order("a"), 2);

        assertThat(second.resulted(KEY, Workers.result(KEY, 1, 7), NOON).next()).isInstanceOf(Accepted.class);
    }

    @Test
    void aResultDuringTheRestMakesTheNextAttemptNeedless() {
        WorkState resting =
                queued("a").failed(KEY, failure(1, "e1", true), NOON, PATIENCE).next();

        assertThat(resting.resulted(KEY, Workers.result(KEY, 1, 7), NOON).next())
                .isInstanceOf(Accepted.class);
    }

    @Test
    void wantingWhatFailedIssuesAFreshAttemptWithAFreshBudget() {
        WorkState failed = new Failed(order("a"), 3, "INTERNAL", "it broke");

        Transition again = failed.wanted(KEY, wanted("b", QUANTIZE));

        assertThat(issued(again)).isEqualTo(4);
        assertThat(again.next()
                        .failed(KEY, failure(4, "e", true), NOON, PATIENCE)
                        .next())
                .isInstanceOf(Resting.class);
    }

    @Test
    void aLateResultMakesFailedWorkUsable() {
        WorkState failed = new Failed(order("a"), 3, "INTERNAL", "it broke");

        Transition late = failed.resulted(KEY, Workers.result(KEY, 2, 7), NOON);

        assertThat(late.next()).isInstanceOf(Accepted.class);
        assertThat(late.effects()).isEmpty();
    }

    @Test
    void progressOfTheRunningExecutionIsPassedOnAndThatOfAnotherIsNot() {
        assertThat(running("a")
                        .progressed(KEY, Workers.progress(KEY, 1, "e1", 3), NOON)
                        .effects())
                .containsExactly(
                        new Effect.Tell(client("a"), new StudyNote.Progressed(KEY, Workers.progress(KEY, 1, "e1", 3))));
        assertIgnored(running("a").progressed(KEY, Workers.progress(KEY, 1, "e9", 3), NOON));
    }

    @Test
    void theSameStartTwiceIsIgnored() {
        assertIgnored(running("a").started(KEY, Workers.started(KEY, 1, "e1"), NOON));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aStartOfAnotherAttemptThanTheNewestIsIgnored(int attempt) {
        assertIgnored(new Queued(order("a"), 2).started(KEY, Workers.started(KEY, attempt, "e1"), NOON));
    }

    @Test
    void everyStateSurvivesItsJson() throws Exception {
        List<WorkState> states = List.of(
                queued("a"),
                running("a", "b"),
                new Resting(order("a"), 2, NOON),
                new Accepted(Workers.result(KEY, 1, 7), NOON, 1),
                new Accepted(new WorkResult.Measurement(Workers.measured(KEY, 1, PARENT)), NOON, 1),
                new Failed(order("a"), 3, "INTERNAL", "it broke"),
                new Withdrawn(order(), 2));

        for (WorkState each : states) {
            byte[] json = EventJson.mapper().writerFor(WorkState.class).writeValueAsBytes(each);
            assertThat(EventJson.mapper().readValue(json, WorkState.class)).isEqualTo(each);
        }
    }

    private static StageFailed failure(int attempt, String id, boolean retryable) {
        return Workers.failed(KEY, attempt, id, retryable);
    }

    private static Work judged(String model, CheckpointRef checkpoint) {
        DatasetRef prompts = new DatasetRef("questions", FixedCatalog.digest(15), "data/questions.prompts.jsonl");
        JudgingWork judging =
                new JudgingWork(prompts, "c", List.of(), List.of(), new Judge(model, checkpoint), Sampling.defaults());
        return new EvaluationWork(PARENT, ((EvaluationWork) MEASURE).sets(), 100L, judging);
    }
}
