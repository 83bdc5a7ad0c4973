package dev.ordo.orchestrator.stage;

import dev.ordo.events.stage.EvaluationWork;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Instant;

/**
 * Done, once and for all studies; but where a judge failed, the next study that wants it has it done again.
 *
 * @param result the first valid one
 * @param at when the broker received it
 * @param attempt the newest that was issued
 */
public record Accepted(WorkResult result, Instant at, int attempt) implements WorkState {

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        if (result instanceof WorkResult.Measurement measured
                && wanted.work() instanceof EvaluationWork work
                && !work.settledBy(measured.evaluation())) {
            Order again = Order.of(wanted);
            return Transition.to(new Queued(again, attempt + 1), again.issue(key, attempt + 1));
        }
        StudyNote note = new StudyNote.Accepted(key, result, at, true);
        return Transition.to(this, new Effect.Tell(wanted.client(), note));
    }
}
