package dev.ordo.orchestrator.stage;

import static dev.ordo.orchestrator.stage.Works.KEY;
import static dev.ordo.orchestrator.stage.Works.PATIENCE;
import static dev.ordo.orchestrator.stage.Works.assertIgnored;
import static dev.ordo.orchestrator.stage.Works.client;
import static dev.ordo.orchestrator.stage.Works.issued;
import static dev.ordo.orchestrator.stage.Works.order;
import static dev.ordo.orchestrator.stage.Works.queued;
import static dev.ordo.orchestrator.stage.Works.resting;
import static dev.ordo.orchestrator.stage.Works.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.message.StudyNote;
import org.junit.jupiter.api.Test;

class HandOverTest {

    @Test
    void asksForTheNextAttemptAtOnceAndTellsTheStudies() {
        Transition transition = running("a").released(KEY, released(1, "e1"));

        assertThat(transition.next()).isEqualTo(new Queued(order("a"), 2));
        assertThat(issued(transition)).isEqualTo(2);
        assertThat(transition.effects())
                .contains(new Effect.Tell(
                        client("a"), new StudyNote.PutBack(KEY, 2, "handed over: the worker is shutting down")));
    }

    @Test
    void doesNotCountAsAnAttemptThatFailed() {
        WorkState state = running("a");
        for (int attempt = 1; attempt <= 5; attempt++) {
            state = state.released(KEY, released(attempt, "e1")).next();
        }
        for (int attempt = 6; attempt <= 7; attempt++) {
            state = state.failed(KEY, Workers.failed(KEY, attempt, "e1", true), Workers.NOON, PATIENCE)
                    .next();
            assertThat(state).isInstanceOf(Resting.class);
            state = state.elapsed(KEY, Workers.NOON.plusSeconds(60), PATIENCE).next();
        }

        assertThat(state.failed(KEY, Workers.failed(KEY, 8, "e1", true), Workers.NOON, PATIENCE)
                        .next())
                .isInstanceOf(Failed.class);
    }

    @Test
    void ofWorkWhoseStartWasNotHeardCounts() {
        assertThat(issued(queued("a").released(KEY, released(1, "e1")))).isEqualTo(2);
    }

    @Test
    void saidTwiceIsOneHandOver() {
        WorkState next = running("a").released(KEY, released(1, "e1")).next();

        assertIgnored(next.released(KEY, released(1, "e1")));
    }

    @Test
    void ofAnExecutionThatAnotherReplacedIsIgnored() {
        WorkState taken = running("a")
                .started(KEY, Workers.started(KEY, 1, "e2"), Workers.NOON)
                .next();

        assertIgnored(taken.released(KEY, released(1, "e1")));
    }

    @Test
    void duringTheRestAfterAFailureIsIgnored() {
        assertIgnored(resting("a").released(KEY, released(1, "e1")));
    }

    @Test
    void isWhatTheCancellingOfWantedWorkComesTo() {
        Transition transition = running("a").cancelled(KEY, new StageCancelled(Workers.execution(KEY, 1, "e1")));

        assertThat(transition.next()).isEqualTo(new Queued(order("a"), 2));
        assertThat(issued(transition)).isEqualTo(2);
    }

    @Test
    void ofWorkThatIsDoneOrHasFailedIsIgnored() {
        assertIgnored(new Accepted(Workers.result(KEY, 1, 7), Workers.NOON, 1).released(KEY, released(1, "e1")));
        assertIgnored(new Failed(order("a"), 1, "INTERNAL", "it broke").released(KEY, released(1, "e1")));
    }

    private static StageReleased released(int attempt, String id) {
        return new StageReleased(Workers.execution(KEY, attempt, id), "the worker is shutting down");
    }
}
