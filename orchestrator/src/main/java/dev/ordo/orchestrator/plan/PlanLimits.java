package dev.ordo.orchestrator.plan;

import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.recipe.Recipe;
import java.util.Collection;
import java.util.Optional;

/** What no plan may be: too large for one record of the topics, or a stage that cannot do anything. */
final class PlanLimits {
    private static final int MOST_ROWS = 256;
    private static final int MOST_STAGES = 1024;
    private static final String NO_GRADIENT =
            "KD with crossEntropyWeight 0 would compare an unchanged student with itself:"
                    + " the teacher is the baseline, so the two do not differ and there is no gradient";

    private PlanLimits() {}

    static void check(
            Collection<RecipeSequence> sequences, int seeds, Optional<StudyInputs> inputs, Problems problems) {
        long rows = (long) sequences.size() * seeds;
        long stages = (long) sequences.stream()
                        .mapToInt(each -> each.recipes().size())
                        .sum()
                * seeds;
        if (rows > MOST_ROWS) {
            problems.add("orderings", "make " + rows + " rows over all seeds, at most " + MOST_ROWS + " are allowed");
        }
        if (stages > MOST_STAGES) {
            problems.add("orderings", "ask for " + stages + " stages, at most " + MOST_STAGES + " are allowed");
        }
        boolean ownTeacher = inputs.filter(PlanLimits::teachesItself).isPresent();
        if (ownTeacher) {
            sequences.stream()
                    .filter(each -> startsWithoutGradient(each.recipes()))
                    .forEach(each -> problems.add(each.path(), NO_GRADIENT));
        }
    }

    private static boolean teachesItself(StudyInputs inputs) {
        return inputs.teacher().digest().equals(inputs.baseline().digest());
    }

    private static boolean startsWithoutGradient(Iterable<Recipe> recipes) {
        for (Recipe each : recipes) {
            if (each instanceof DistillRecipe distill) {
                return distill.crossEntropyWeight() == 0;
            }
            if (!(each instanceof PruneRecipe prune && prune.cutsNothing())) {
                return false;
            }
        }
        return false;
    }
}
