package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * How far a running stage or evaluation is.
 *
 * @param execution whose work it is
 * @param done units done
 * @param total units in all
 * @param unit what is counted: step, layer, window
 */
public record StageProgress(Execution execution, Long done, Long total, String unit) {

    public StageProgress {
        Checks.required("execution", execution);
        Checks.between("total", total, 1L, Long.MAX_VALUE);
        Checks.between("done", done, 0L, total);
        Checks.name("unit", unit);
    }
}
