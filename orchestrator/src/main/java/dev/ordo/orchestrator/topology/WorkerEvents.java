package dev.ordo.orchestrator.topology;

import dev.ordo.events.Topics;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.stage.messaging.MalformedEventException;

/** What workers may say on which topic. */
final class WorkerEvents {
    private WorkerEvents() {}

    /**
     * The execution that an event speaks of.
     *
     * @throws MalformedEventException if workers may not say this on {@code topic}
     */
    static Execution speaker(String topic, Object event) {
        Execution speaker = switch (topic) {
            case Topics.CHECKPOINTS -> ofCheckpoint(event);
            case Topics.EVALUATIONS -> event instanceof EvaluationCompleted measured ? measured.execution() : null;
            default -> ofStageEvent(event);
        };
        if (speaker == null) {
            throw new MalformedEventException("nothing that a worker may say on " + topic + ": "
                    + event.getClass().getSimpleName());
        }
        return speaker;
    }

    /** @throws MalformedEventException if the record has another key than what it speaks of */
    static void requireKey(String key, Execution speaker) {
        if (!speaker.key().equals(key)) {
            throw new MalformedEventException(
                    "the record's key must be execution.key " + speaker.key() + ", was " + key);
        }
    }

    private static Execution ofCheckpoint(Object event) {
        return event instanceof CheckpointReady ready && ready.result() != null
                ? ready.result().execution()
                : null;
    }

    private static Execution ofStageEvent(Object event) {
        if (event instanceof StageStarted started) {
            return started.execution();
        }
        if (event instanceof StageProgress progress) {
            return progress.execution();
        }
        if (event instanceof StageFailed failed) {
            return failed.execution();
        }
        if (event instanceof StageReleased released) {
            return released.execution();
        }
        return event instanceof StageCancelled cancelled ? cancelled.execution() : null;
    }
}
