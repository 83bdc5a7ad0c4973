package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * An execution was ended, or never begun, because nobody wants its result any more.
 *
 * @param execution whose work it was
 */
public record StageCancelled(Execution execution) {

    public StageCancelled {
        Checks.required("execution", execution);
    }
}
