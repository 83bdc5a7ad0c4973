package dev.ordo.orchestrator.stage;

import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Instant;

/**
 * Done, once and for all studies.
 *
 * @param result the first valid one
 * @param at when the broker received it
 * @param attempt the newest that was issued
 */
public record Accepted(WorkResult result, Instant at, int attempt) implements WorkState {

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        StudyNote note = new StudyNote.Accepted(key, result, at, true);
        return Transition.to(this, new Effect.Tell(wanted.client(), note));
    }
}
