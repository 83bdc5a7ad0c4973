package dev.ordo.orchestrator.stage;

import static dev.ordo.orchestrator.stage.Works.KEY;
import static dev.ordo.orchestrator.stage.Works.PATIENCE;
import static dev.ordo.orchestrator.stage.Works.assertIgnored;
import static dev.ordo.orchestrator.stage.Works.cancelled;
import static dev.ordo.orchestrator.stage.Works.client;
import static dev.ordo.orchestrator.stage.Works.issued;
import static dev.ordo.orchestrator.stage.Works.notes;
import static dev.ordo.orchestrator.stage.Works.order;
import static dev.ordo.orchestrator.stage.Works.queued;
import static dev.ordo.orchestrator.stage.Works.resting;
import static dev.ordo.orchestrator.stage.Works.running;
import static dev.ordo.orchestrator.stage.Works.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.stage.CancelStage;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkResult;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WithdrawalTest {
    private static final Instant NOON = Workers.NOON;
    private static final WorkState WITHDRAWN = new Withdrawn(order(), 2);

    static Stream<Open> wantedByTwo() {
        return Stream.of(queued("a", "b"), running("a", "b"), resting("a", "b"));
    }

    @ParameterizedTest
    @MethodSource("wantedByTwo")
    void goesOnWhileAnotherStudyWantsTheWork(Open open) {
        Transition transition = open.unwanted(KEY, "a");

        assertThat(transition.effects()).isEmpty();
        assertThat(((Open) transition.next()).order().clients()).containsExactly(client("b"));
        assertThat(transition.next()).hasSameClassAs(open);
    }

    @ParameterizedTest
    @MethodSource("wantedByTwo")
    void ofTheLastStudyTellsTheWorkersThatEveryAttemptSoFarIsUnwanted(Open open) {
        Open wantedByOne = (Open) open.unwanted(KEY, "a").next();

        Transition transition = wantedByOne.unwanted(KEY, "b");

        assertThat(transition.next()).isInstanceOf(Withdrawn.class);
        assertThat(cancelled(transition)).containsExactly(new CancelStage(KEY, 1));
        assertThat(notes(transition)).isEmpty();
    }

    @Test
    void ofAStudyThatNeverWantedItChangesNothing() {
        assertThat(running("a").unwanted(KEY, "b")).isEqualTo(Transition.to(running("a")));
    }

    @Test
    void leavesTheComputingToTheNextStudy() {
        WorkResult result = Workers.result(KEY, 1, 7);
        WorkState left = running("a", "b").unwanted(KEY, "a").next();

        assertThat(left.resulted(KEY, result, NOON).effects())
                .containsExactly(new Effect.Tell(client("b"), new StudyNote.Accepted(KEY, result, NOON, false)));
    }

    @Test
    void isUndoneByTheNextAttemptBeforeAnyWorkerHasStopped() {
        Transition again = WITHDRAWN.wanted(KEY, wanted("c"));

        assertThat(issued(again)).isEqualTo(3);
        assertThat(again.next()).isEqualTo(new Queued(order("c"), 3));
        assertIgnored(again.next().cancelled(KEY, new StageCancelled(Workers.execution(KEY, 2, "e1"))));
    }

    @Test
    void doesNotMakeALateResultWorthless() {
        WorkResult late = Workers.result(KEY, 1, 7);

        Transition transition = WITHDRAWN.resulted(KEY, late, NOON);

        assertThat(transition).isEqualTo(Transition.to(new Accepted(late, NOON, 2)));
        assertIgnored(WITHDRAWN.resulted(KEY, Workers.result(KEY, 3, 7), NOON));
    }

    @Test
    void makesTheRestOfWhatWorkersSayMeaningless() {
        assertIgnored(WITHDRAWN.started(KEY, Workers.started(KEY, 2, "e1"), NOON));
        assertIgnored(WITHDRAWN.progressed(KEY, Workers.progress(KEY, 2, "e1", 1), NOON));
        assertIgnored(WITHDRAWN.failed(KEY, Workers.failed(KEY, 2, "e1", false), NOON, PATIENCE));
        assertIgnored(WITHDRAWN.released(KEY, new StageReleased(Workers.execution(KEY, 2, "e1"), "shutting down")));
        assertIgnored(WITHDRAWN.cancelled(KEY, new StageCancelled(Workers.execution(KEY, 2, "e1"))));
        assertThat(WITHDRAWN.elapsed(KEY, NOON.plusSeconds(9999), PATIENCE).effects())
                .isEmpty();
    }

    @Test
    void meansNothingToWorkThatHasEnded() {
        WorkState accepted = new Accepted(Workers.result(KEY, 1, 7), NOON, 1);
        WorkState failed = new Failed(order("a"), 3, "INTERNAL", "it broke");

        assertThat(accepted.unwanted(KEY, "a")).isEqualTo(Transition.to(accepted));
        assertThat(failed.unwanted(KEY, "a")).isEqualTo(Transition.to(failed));
        assertThat(WITHDRAWN.unwanted(KEY, "a")).isEqualTo(Transition.to(WITHDRAWN));
        assertThat(new Unknown().unwanted(KEY, "a")).isEqualTo(Transition.to(new Unknown()));
    }
}
