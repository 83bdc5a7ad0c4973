package dev.ordo.events.judging;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;

/**
 * Which judge a study asks for: one behind the deployment's endpoint, or a checkpoint that judges by likelihood. Where neither is
 * named, the study's teacher judges.
 *
 * @param model name of a model behind the endpoint
 * @param checkpoint name of a model in the store
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JudgeChoice(String model, String checkpoint) {

    public JudgeChoice {
        if (model != null && checkpoint != null) {
            throw new InvalidEventException("judging.judge", "must name a model or a checkpoint, not both");
        }
        if (model != null) {
            Checks.modelName("judging.judge.model", model);
        }
        if (checkpoint != null) {
            Checks.name("judging.judge.checkpoint", checkpoint);
        }
    }

    static JudgeChoice teacher() {
        return new JudgeChoice(null, null);
    }
}
