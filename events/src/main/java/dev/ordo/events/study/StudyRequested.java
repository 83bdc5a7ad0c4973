package dev.ordo.events.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import dev.ordo.events.judging.Judging;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.Recipes;
import java.util.List;

/**
 * A team asks for a study.
 *
 * @param studyId chosen by the sender; sending the same study again changes nothing
 * @param baseline name of the model to compress
 * @param teacher name of the model to distil from; the baseline where left out
 * @param data names of the data sets
 * @param recipes parameters of each technique
 * @param orderings what to run: orderings, or the names of sets of them
 * @param seeds one run of every ordering each; {@code [1]} where left out
 * @param arm how P and KD treat a quantized parent
 * @param judging what is judged besides; absent where nothing is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StudyRequested(
        String studyId,
        String baseline,
        String teacher,
        StudyData data,
        Recipes recipes,
        List<String> orderings,
        List<Long> seeds,
        Arm arm,
        Judging judging) {

    /** A study that judges nothing. */
    public StudyRequested(
            String studyId,
            String baseline,
            String teacher,
            StudyData data,
            Recipes recipes,
            List<String> orderings,
            List<Long> seeds,
            Arm arm) {
        this(studyId, baseline, teacher, data, recipes, orderings, seeds, arm, null);
    }

    public StudyRequested {
        Checks.name("studyId", studyId);
        Checks.name("baseline", baseline);
        teacher = teacher == null ? baseline : Checks.name("teacher", teacher);
        Checks.required("data", data);
        recipes = recipes == null ? Recipes.defaults() : recipes;
        orderings = List.copyOf(Checks.notEmpty("orderings", orderings));
        seeds = seeds == null ? List.of(1L) : List.copyOf(Checks.notEmpty("seeds", seeds));
        arm = arm == null ? Arm.REQUANTIZE : arm;
    }

    public StudyRequested withStudyId(String id) {
        return new StudyRequested(id, baseline, teacher, data, recipes, orderings, seeds, arm, judging);
    }
}
