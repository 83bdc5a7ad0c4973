package dev.ordo.model.training;

/**
 * Learning rates: linear warm-up, then a half cosine down to a fraction of the peak.
 *
 * @param peak the highest rate
 * @param warmupSteps steps of the linear rise; step k of them runs at peak * (k + 1) / warmupSteps
 * @param steps all steps, warm-up included
 * @param finalFraction what the last step approaches, as a fraction of the peak, in [0, 1]
 */
public record CosineSchedule(double peak, int warmupSteps, int steps, double finalFraction) {
    public CosineSchedule {
        if (!(peak > 0) || Double.isInfinite(peak)) {
            throw new IllegalArgumentException("learningRate must be positive, was " + peak);
        }
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, was " + steps);
        }
        if (warmupSteps < 0 || warmupSteps > steps) {
            throw new IllegalArgumentException("warmupSteps must be in [0, " + steps + "], was " + warmupSteps);
        }
        if (!(finalFraction >= 0 && finalFraction <= 1)) {
            throw new IllegalArgumentException("finalFraction must be in [0, 1], was " + finalFraction);
        }
    }

    /** The rate of a step, counted from 0. */
    public double rate(int step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        double progress = (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps);
        double cosine = (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
        return peak * (finalFraction + (1 - finalFraction) * cosine);
    }
}
