package dev.ordo.stage;

/** The measuring of one checkpoint. The evaluator service is a bean of this type and its settings. */
public interface EvaluationTask {
    /** Runs under a compute permit, one at a time. */
    EvaluationOutput run(EvaluationInputs inputs, Progress progress);
}
