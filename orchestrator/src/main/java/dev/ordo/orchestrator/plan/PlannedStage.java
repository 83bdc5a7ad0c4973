package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.Recipe;
import dev.ordo.events.stage.StageWork;

/**
 * One edge of the plan.
 *
 * @param key stage key
 * @param parentKey the stage whose checkpoint this one starts from; absent at the baseline
 * @param ordering the ordering up to and with this stage
 * @param recipe parameters, those given in place included
 * @param seed of the algorithm; 0 where it draws nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedStage(String key, String parentKey, String ordering, Recipe recipe, long seed) {

    /** What this stage does, with the data and the teacher of its study. */
    public StageWork work(StudyInputs inputs, Arm arm) {
        return work(recipe, seed, inputs, arm);
    }

    static StageWork work(Recipe recipe, long seed, StudyInputs inputs, Arm arm) {
        return switch (recipe.technique()) {
            case PRUNE -> new StageWork(recipe, arm, inputs.calibration(), null, seed);
            case DISTILL ->
                new StageWork(
                        recipe,
                        arm,
                        inputs.distillation(),
                        inputs.teacher(),
                        seed,
                        recipe.readsHeldOut() ? inputs.evaluation() : null);
            case QUANTIZE -> new StageWork(recipe, arm, recipe.readsData() ? inputs.calibration() : null, null, seed);
        };
    }
}
