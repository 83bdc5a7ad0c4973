package dev.ordo.events.stage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import java.util.List;

/**
 * How a stage's checkpoint came about.
 *
 * @param execution whose result it is
 * @param compute when the worker computed
 * @param realizedSparsity fraction of the parent's MLP neurons that this stage cut; 0 for KD and Q
 * @param heldOut perplexity while the student was trained, by step, if the recipe asks for it; absent otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StageResult(
        Execution execution, ComputeInterval compute, Double realizedSparsity, List<HeldOutPerplexity> heldOut) {

    /** Of a stage that measured nothing on the way. */
    public StageResult(Execution execution, ComputeInterval compute, Double realizedSparsity) {
        this(execution, compute, realizedSparsity, null);
    }

    public StageResult {
        Checks.required("result.execution", execution);
        Checks.required("result.compute", compute);
        Checks.between("result.realizedSparsity", realizedSparsity, 0.0, 1.0);
        heldOut = heldOut == null ? null : List.copyOf(heldOut);
    }
}
