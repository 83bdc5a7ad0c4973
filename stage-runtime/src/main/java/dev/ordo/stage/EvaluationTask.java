package dev.ordo.stage;

/** The measuring of one checkpoint. The evaluator service is a bean of this type and its settings. */
public interface EvaluationTask {
    /** What computes, for metrics: {@code cpu}, {@code cuda} or {@code cuda:1}. */
    default String device() {
        return "cpu";
    }

    /** What the work takes at most, told before its inputs are fetched. */
    default Requirements needs(EvaluationOutline outline) {
        return Requirements.UNKNOWN;
    }

    /** Runs under a compute permit, one at a time. */
    EvaluationOutput run(EvaluationInputs inputs, Progress progress);
}
