package dev.ordo.orchestrator.stage;

import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * An execution has begun.
 *
 * @param started the newest execution
 * @param at when the broker received that
 * @param superseded ids of earlier executions of this attempt, whose failures no longer count
 */
public record Running(Order order, StageStarted started, Instant at, Set<String> superseded) implements Open {

    public Running {
        superseded = Set.copyOf(superseded);
    }

    @Override
    public int issued() {
        return started.execution().attempt();
    }

    @Override
    public boolean concerns(StageFailed failure) {
        return !superseded.contains(failure.execution().executionId());
    }

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        Running joined = new Running(order.joinedBy(wanted.studyId()), started, at, superseded);
        return Transition.to(joined, new Effect.Tell(wanted.studyId(), new StudyNote.Started(key, started, at)));
    }

    @Override
    public Transition started(String key, StageStarted next, Instant nextAt) {
        Execution execution = next.execution();
        if (execution.attempt() != issued() || isKnown(execution)) {
            return Transition.ignored(this, "an execution that is known or was given up started");
        }
        Set<String> earlier = new HashSet<>(superseded);
        earlier.add(started.execution().executionId());
        return Transition.told(
                new Running(order, next, nextAt, earlier), order, study -> new StudyNote.Started(key, next, nextAt));
    }

    @Override
    public Transition progressed(String key, StageProgress progress) {
        if (!progress.execution().equals(started.execution())) {
            return Transition.ignored(this, "progress of an execution that was given up");
        }
        return Transition.told(this, order, study -> new StudyNote.Progressed(key, progress));
    }

    private boolean isKnown(Execution execution) {
        return execution.executionId().equals(started.execution().executionId())
                || superseded.contains(execution.executionId());
    }
}
