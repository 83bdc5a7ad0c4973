package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * A worker hands its work over, unfinished: it is shutting down. What it has saved in the store helps whoever takes the
 * work next. This is no failure.
 *
 * @param execution whose work it was
 * @param reason why it was handed over
 */
public record StageReleased(Execution execution, String reason) {

    public StageReleased {
        Checks.required("execution", execution);
        Checks.required("reason", reason);
    }
}
