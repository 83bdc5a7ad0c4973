package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * How a stage's checkpoint came about.
 *
 * @param execution whose result it is
 * @param compute when the worker computed
 * @param realizedSparsity fraction of the parent's MLP neurons that this stage cut; 0 for KD and Q
 */
public record StageResult(Execution execution, ComputeInterval compute, Double realizedSparsity) {

    public StageResult {
        Checks.required("result.execution", execution);
        Checks.required("result.compute", compute);
        Checks.between("result.realizedSparsity", realizedSparsity, 0.0, 1.0);
    }
}
