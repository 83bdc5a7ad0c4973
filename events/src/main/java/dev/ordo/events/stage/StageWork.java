package dev.ordo.events.stage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import dev.ordo.events.Technique;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.Recipe;
import java.util.List;

/**
 * One technique to be applied to one checkpoint.
 *
 * @param recipe the technique's parameters, all defaults filled in
 * @param arm how the technique treats a parent that is quantized
 * @param data calibration text for P and for Q by gptq or for a target in bytes, training text for KD, absent for other Q
 * @param teacher the study's teacher for KD, absent otherwise
 * @param seed for algorithms that draw random numbers
 * @param heldOut what KD measures its student on while it trains, if the recipe asks for it; absent otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StageWork(
        Recipe recipe, Arm arm, DatasetRef data, CheckpointRef teacher, Long seed, List<DatasetRef> heldOut)
        implements Work {

    /** Of a recipe that measures nothing on the way. */
    public StageWork(Recipe recipe, Arm arm, DatasetRef data, CheckpointRef teacher, Long seed) {
        this(recipe, arm, data, teacher, seed, null);
    }

    public StageWork {
        Checks.required("next.work.recipe", recipe);
        Checks.required("next.work.arm", arm);
        Checks.required("next.work.seed", seed);
        if (recipe.readsData()) {
            Checks.required("next.work.data", data);
        }
        if (recipe.technique() == Technique.DISTILL) {
            Checks.required("next.work.teacher", teacher);
        }
        if (recipe.readsHeldOut()) {
            Checks.notEmpty("next.work.heldOut", heldOut);
        }
        heldOut = heldOut == null ? null : List.copyOf(heldOut);
    }

    @JsonIgnore
    public Technique technique() {
        return recipe.technique();
    }

    @Override
    public String workTopic() {
        return technique().workTopic();
    }
}
