package dev.ordo.orchestrator.stage;

import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Instant;
import java.util.Set;

/** On its work topic, as far as we know. It may wait there for ever: for a worker to be started, or behind other work. */
public record Queued(Order order, int attempt) implements Open {

    @Override
    public Open with(Order other) {
        return new Queued(other, attempt);
    }

    @Override
    public int issued() {
        return attempt;
    }

    @Override
    public boolean concerns(Execution execution) {
        return execution.attempt() == attempt;
    }

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        return Transition.to(with(order.joinedBy(wanted.client())));
    }

    @Override
    public Transition started(String key, StageStarted started, Instant at) {
        if (started.execution().attempt() != attempt) {
            return Transition.ignored(
                    this, "started attempt " + started.execution().attempt() + ", not " + attempt);
        }
        return Transition.told(
                new Running(order, started, at, at, Set.of()),
                order,
                client -> new StudyNote.Started(key, started, at));
    }
}
