package dev.ordo.orchestrator.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageResult;

/** What a worker made: a checkpoint, or a measurement of one. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkResult.Checkpoint.class, name = "checkpoint"),
    @JsonSubTypes.Type(value = WorkResult.Measurement.class, name = "measurement")
})
public sealed interface WorkResult {

    @JsonIgnore
    Execution execution();

    @JsonIgnore
    ComputeInterval compute();

    record Checkpoint(CheckpointRef checkpoint, StageResult stage) implements WorkResult {

        @Override
        public Execution execution() {
            return stage.execution();
        }

        @Override
        public ComputeInterval compute() {
            return stage.compute();
        }
    }

    record Measurement(EvaluationCompleted evaluation) implements WorkResult {

        @Override
        public Execution execution() {
            return evaluation.execution();
        }

        @Override
        public ComputeInterval compute() {
            return evaluation.compute();
        }
    }
}
