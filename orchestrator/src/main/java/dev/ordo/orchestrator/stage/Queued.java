package dev.ordo.orchestrator.stage;

import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Instant;
import java.util.Set;

/** On its work topic, as far as we know. */
public record Queued(Order order, int attempt) implements Open {

    @Override
    public int issued() {
        return attempt;
    }

    @Override
    public boolean concerns(StageFailed failure) {
        return true;
    }

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        return Transition.to(new Queued(order.joinedBy(wanted.studyId()), attempt));
    }

    @Override
    public Transition started(String key, StageStarted started, Instant at) {
        if (started.execution().attempt() != attempt) {
            return Transition.ignored(
                    this, "started attempt " + started.execution().attempt() + ", not " + attempt);
        }
        return Transition.told(
                new Running(order, started, at, Set.of()), order, study -> new StudyNote.Started(key, started, at));
    }
}
