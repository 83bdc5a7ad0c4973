package dev.ordo.artifacts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.Recipe;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.HeldOutPerplexity;
import java.util.List;

/**
 * How a stage made a checkpoint: enough to make it again.
 *
 * @param execution which execution of which stage key
 * @param compute when it computed
 * @param parent content digest of the checkpoint it worked on
 * @param recipe the technique's parameters
 * @param arm how it treats a quantized parent
 * @param seed of the algorithm
 * @param teacher content digest of the teacher, for KD
 * @param data calibration or training text, and what the student was measured on while it was trained
 * @param realizedSparsity fraction of the parent's MLP neurons that were cut
 * @param heldOut perplexity while the student was trained, if the recipe asks for it; absent otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Lineage(
        Execution execution,
        ComputeInterval compute,
        String parent,
        Recipe recipe,
        Arm arm,
        Long seed,
        String teacher,
        List<DatasetRef> data,
        Double realizedSparsity,
        List<HeldOutPerplexity> heldOut) {

    /** Of a stage that measured nothing on the way. */
    public Lineage(
            Execution execution,
            ComputeInterval compute,
            String parent,
            Recipe recipe,
            Arm arm,
            Long seed,
            String teacher,
            List<DatasetRef> data,
            Double realizedSparsity) {
        this(execution, compute, parent, recipe, arm, seed, teacher, data, realizedSparsity, null);
    }

    public Lineage {
        data = data == null ? List.of() : List.copyOf(data);
    }
}
