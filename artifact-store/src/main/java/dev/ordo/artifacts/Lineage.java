package dev.ordo.artifacts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.Recipe;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.Execution;
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
 * @param data calibration or training text
 * @param realizedSparsity fraction of the parent's MLP neurons that were cut
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
        Double realizedSparsity) {

    public Lineage {
        data = data == null ? List.of() : List.copyOf(data);
    }
}
