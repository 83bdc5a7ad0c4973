package dev.ordo.events.stage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;

/**
 * A checkpoint is complete in the store. On {@code ordo.checkpoints} a worker says so of its stage's result
 * ({@code result} present); on a work topic the orchestrator says what comes next ({@code next} present). Never both.
 *
 * @param checkpoint the checkpoint
 * @param result how it came about, from the worker
 * @param next what is asked for, from the orchestrator
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckpointReady(CheckpointRef checkpoint, StageResult result, WorkRequest next) {

    public CheckpointReady {
        Checks.required("checkpoint", checkpoint);
        if (result == null && next == null) {
            throw new InvalidEventException("result or next", "is required");
        }
        if (result != null && next != null) {
            throw new InvalidEventException("result and next", "exclude each other: a result asks for nothing");
        }
    }

    public static CheckpointReady asked(CheckpointRef parent, WorkRequest next) {
        return new CheckpointReady(parent, null, next);
    }

    public static CheckpointReady done(CheckpointRef checkpoint, StageResult result) {
        return new CheckpointReady(checkpoint, result, null);
    }
}
