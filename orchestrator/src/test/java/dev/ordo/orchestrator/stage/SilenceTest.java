package dev.ordo.orchestrator.stage;

import static dev.ordo.orchestrator.stage.Works.KEY;
import static dev.ordo.orchestrator.stage.Works.PATIENCE;
import static dev.ordo.orchestrator.stage.Works.assertIgnored;
import static dev.ordo.orchestrator.stage.Works.cancelled;
import static dev.ordo.orchestrator.stage.Works.issued;
import static dev.ordo.orchestrator.stage.Works.notes;
import static dev.ordo.orchestrator.stage.Works.queued;
import static dev.ordo.orchestrator.stage.Works.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.stage.CancelStage;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.message.StudyNote;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final Instant NOON = Workers.NOON;
    private static final Instant LATE = NOON.plus(PATIENCE.silence());

    @Test
    void isBorneUntilItsLimit() {
        assertThat(running("a").elapsed(KEY, LATE.minusMillis(1), PATIENCE)).isEqualTo(Transition.to(running("a")));
    }

    @Test
    void thatLastsTooLongGivesTheWorkToAnother() {
        Transition transition = running("a").elapsed(KEY, LATE, PATIENCE);

        assertThat(transition.next()).isInstanceOf(Queued.class);
        assertThat(issued(transition)).isEqualTo(2);
        assertThat(notes(transition))
                .singleElement()
                .satisfies(each -> assertThat(((StudyNote.PutBack) each).reason())
                        .isEqualTo("WORKER_LOST: nothing was heard of worker-1 since 2026-01-01T12:00:00Z, for PT15M"));
    }

    @Test
    void isBrokenByProgress() {
        WorkState heard = running("a")
                .progressed(KEY, Workers.progress(KEY, 1, "e1", 3), NOON.plusSeconds(60))
                .next();

        assertThat(heard.elapsed(KEY, LATE, PATIENCE)).isEqualTo(Transition.to(heard));
        assertThat(issued(heard.elapsed(KEY, LATE.plusSeconds(60), PATIENCE))).isEqualTo(2);
    }

    @Test
    void isBrokenByANewExecution() {
        WorkState heard = running("a")
                .started(KEY, Workers.started(KEY, 1, "e2"), NOON.plusSeconds(60))
                .next();

        assertThat(heard.elapsed(KEY, LATE, PATIENCE)).isEqualTo(Transition.to(heard));
    }

    @Test
    void ofQueuedWorkMeansNothing() {
        assertThat(queued("a").elapsed(KEY, LATE.plusSeconds(1_000_000), PATIENCE))
                .isEqualTo(Transition.to(queued("a")));
    }

    @Test
    void ofTheLastAttemptFailsTheWork() {
        WorkState state = running("a");
        for (int attempt = 2; attempt <= 3; attempt++) {
            state = state.elapsed(KEY, LATE, PATIENCE).next();
            state = state.started(KEY, Workers.started(KEY, attempt, "e1"), NOON)
                    .next();
        }

        Transition last = state.elapsed(KEY, LATE, PATIENCE);

        assertThat(last.next()).isInstanceOf(Failed.class);
        assertThat(notes(last))
                .singleElement()
                .satisfies(each -> assertThat(((StudyNote.Failed) each).code()).isEqualTo("WORKER_LOST"));
    }

    @Test
    void isForgivenByAResultAndTheLaterAttemptIsCalledOff() {
        WorkState swept = running("a").elapsed(KEY, LATE, PATIENCE).next();

        Transition late = swept.resulted(KEY, Workers.result(KEY, 1, 7), LATE);

        assertThat(late.next()).isInstanceOf(Accepted.class);
        assertThat(cancelled(late)).containsExactly(new CancelStage(KEY, 2));
        assertThat(cancelled(running("a").resulted(KEY, Workers.result(KEY, 1, 7), LATE)))
                .isEmpty();
    }

    @Test
    void makesWhatElseTheSilentOneSaysMeaningless() {
        WorkState swept = running("a").elapsed(KEY, LATE, PATIENCE).next();

        assertIgnored(swept.started(KEY, Workers.started(KEY, 1, "e1"), LATE));
        assertIgnored(swept.progressed(KEY, Workers.progress(KEY, 1, "e1", 3), LATE));
        assertIgnored(swept.failed(KEY, Workers.failed(KEY, 1, "e1", false), LATE, PATIENCE));
    }
}
