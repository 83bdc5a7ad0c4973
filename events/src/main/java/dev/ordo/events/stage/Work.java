package dev.ordo.events.stage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a worker is to do with a checkpoint: a stage, or an evaluation. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "work")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StageWork.class, name = "stage"),
    @JsonSubTypes.Type(value = EvaluationWork.class, name = "evaluation")
})
public sealed interface Work permits StageWork, EvaluationWork {

    /** The topic on which this work waits for a worker. */
    @JsonIgnore
    String workTopic();
}
