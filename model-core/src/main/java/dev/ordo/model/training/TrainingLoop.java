package dev.ordo.model.training;

import dev.ordo.model.decoder.TokenBatch;

/** Steps a trainer through a schedule. */
public final class TrainingLoop {
    private final Trainer trainer;
    private final WindowSampler sampler;
    private final CosineSchedule schedule;

    public TrainingLoop(Trainer trainer, WindowSampler sampler, CosineSchedule schedule) {
        this.trainer = trainer;
        this.sampler = sampler;
        this.schedule = schedule;
    }

    /**
     * Runs the steps from the given one to the schedule's end.
     *
     * @param firstStep 0, or the steps already done by a run that is resumed
     * @param listener called after each step; what it throws ends the run and reaches the caller
     * @throws NonFiniteLossException if training diverges
     */
    public void run(int firstStep, Listener listener) {
        for (int step = firstStep; step < schedule.steps(); step++) {
            TokenBatch batch = sampler.batch(step);
            double rate = schedule.rate(step);
            long start = System.nanoTime();
            StepResult result = trainer.step(batch, rate);
            double seconds = (System.nanoTime() - start) / 1e9;
            listener.stepped(
                    new TrainingProgress(step + 1, schedule.steps(), result, rate, sampler.predictions() / seconds));
        }
    }

    /** Told of every step; throws to cancel. */
    @FunctionalInterface
    public interface Listener {
        void stepped(TrainingProgress progress);
    }
}
