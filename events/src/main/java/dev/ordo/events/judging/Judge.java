package dev.ordo.events.judging;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.stage.CheckpointRef;

/**
 * Who judges; one of the two.
 *
 * @param model name of a model behind the deployment's endpoint
 * @param checkpoint a checkpoint in the store, which judges by likelihood
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Judge(String model, CheckpointRef checkpoint) {

    public Judge {
        if ((model == null) == (checkpoint == null)) {
            throw new InvalidEventException("next.work.judging.judge", "must be a model or a checkpoint");
        }
        if (model != null) {
            Checks.modelName("next.work.judging.judge.model", model);
        }
    }
}
