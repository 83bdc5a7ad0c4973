package dev.ordo.events.stage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import java.time.Instant;

/**
 * A worker holds a compute permit and begins.
 *
 * @param execution whose work it is
 * @param permitWaitMillis how long the worker waited for the permit, after it had taken the work
 * @param idleSince since when the worker had had nothing to do, before it took the work
 * @param needs what the work takes at most, if the worker could tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StageStarted(Execution execution, Long permitWaitMillis, Instant idleSince, Needs needs) {

    public StageStarted {
        Checks.required("execution", execution);
        Checks.between("permitWaitMillis", permitWaitMillis, 0L, Long.MAX_VALUE);
        Checks.required("idleSince", idleSince);
    }

    /** Of work whose needs are not known. */
    public StageStarted(Execution execution, Long permitWaitMillis, Instant idleSince) {
        this(execution, permitWaitMillis, idleSince, null);
    }
}
