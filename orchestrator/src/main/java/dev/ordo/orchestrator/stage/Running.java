package dev.ordo.orchestrator.stage;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.stage.Execution;
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
 * @param heardAt when the broker received the newest sign of life: the start, or progress
 * @param superseded ids of earlier executions of this attempt, whose ends no longer count
 */
public record Running(Order order, StageStarted started, Instant at, Instant heardAt, Set<String> superseded)
        implements Open {

    public Running {
        superseded = Set.copyOf(superseded);
    }

    @Override
    public Open with(Order other) {
        return new Running(other, started, at, heardAt, superseded);
    }

    @Override
    public int issued() {
        return started.execution().attempt();
    }

    /** An execution that never said it had started counts: it may have been lost before it could. */
    @Override
    public boolean concerns(Execution execution) {
        return execution.attempt() == issued() && !superseded.contains(execution.executionId());
    }

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        return Transition.to(
                with(order.joinedBy(wanted.client())),
                new Effect.Tell(wanted.client(), new StudyNote.Started(key, started, at)));
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
                new Running(order, next, nextAt, nextAt, earlier),
                order,
                client -> new StudyNote.Started(key, next, nextAt));
    }

    @Override
    public Transition progressed(String key, StageProgress progress, Instant heard) {
        if (!progress.execution().equals(started.execution())) {
            return Transition.ignored(this, "progress of an execution that was given up");
        }
        return Transition.told(
                new Running(order, started, at, heard, superseded),
                order,
                client -> new StudyNote.Progressed(key, progress));
    }

    /** Silent for too long, it counts as lost; should it speak again, its result is still welcome. */
    @Override
    public Transition elapsed(String key, Instant now, Patience patience) {
        if (now.isBefore(heardAt.plus(patience.silence()))) {
            return Transition.to(this);
        }
        String worker = started.execution().worker();
        String message = "nothing was heard of " + worker + " since " + heardAt + ", for " + patience.silence();
        Order failed = order.afterFailure();
        return failed.failures() >= patience.attempts()
                ? givenUp(key, failed, ErrorCode.WORKER_LOST.name(), message)
                : askedAgain(key, failed, ErrorCode.WORKER_LOST + ": " + message);
    }

    private boolean isKnown(Execution execution) {
        return execution.executionId().equals(started.execution().executionId())
                || superseded.contains(execution.executionId());
    }
}
