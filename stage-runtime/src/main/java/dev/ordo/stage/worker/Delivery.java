package dev.ordo.stage.worker;

import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.Work;
import java.time.Instant;

/**
 * One piece of work in this worker's hands.
 *
 * @param execution its key, attempt and random id
 * @param checkpoint what to work on
 * @param work what to do
 * @param idleSince since when the worker had had nothing to do
 */
public record Delivery(Execution execution, CheckpointRef checkpoint, Work work, Instant idleSince) {

    public String key() {
        return execution.key();
    }
}
