package dev.ordo.artifacts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.Recipe;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.StageWork;

/**
 * What work a point belongs to: all that decides its result. Of other work a point is worthless, and would not be noticed.
 *
 * @param stageKey the stage
 * @param algorithm version of the technique's algorithm
 * @param parent content digest of the checkpoint it works on
 * @param recipe the technique's parameters
 * @param arm how it treats a quantized parent
 * @param seed of the algorithm
 * @param teacher content digest of the teacher, for KD
 * @param data digest of the calibration or training text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResumeIdentity(
        String stageKey,
        Integer algorithm,
        String parent,
        Recipe recipe,
        Arm arm,
        Long seed,
        String teacher,
        String data) {
    /** Of a stage that works on a checkpoint. */
    public static ResumeIdentity of(String stageKey, CheckpointRef parent, StageWork work) {
        return new ResumeIdentity(
                stageKey,
                work.recipe().algorithmVersion(),
                parent.digest(),
                work.recipe(),
                work.arm(),
                work.seed(),
                work.teacher() == null ? null : work.teacher().digest(),
                work.data() == null ? null : work.data().digest());
    }
}
