package dev.ordo.model.training;

/**
 * Where a run is after a step.
 *
 * @param step steps done
 * @param steps steps in all
 * @param result what the step measured
 * @param rate the learning rate it used
 * @param tokensPerSecond scored tokens per second of this step
 */
public record TrainingProgress(int step, int steps, StepResult result, double rate, double tokensPerSecond) {}
