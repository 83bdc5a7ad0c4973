package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * An execution ended without a result.
 *
 * @param execution whose work it was
 * @param code what kind of failure, in capitals, as {@code WORKER_LOST}
 * @param message what went wrong, where, and what was expected
 * @param retryable whether the same work may succeed at another time or on another machine
 */
public record StageFailed(Execution execution, String code, String message, Boolean retryable) {

    public StageFailed {
        Checks.required("execution", execution);
        Checks.name("code", code);
        Checks.required("message", message);
        Checks.required("retryable", retryable);
    }
}
