package dev.ordo.events.recipe;

import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;

/**
 * Structured pruning of MLP neurons, the same number in every layer.
 *
 * @param sparsity fraction of the neurons to cut, in [0, 1)
 * @param multipleOf the width that stays is rounded to a multiple of this, so that packed formats divide it
 * @param calibrationSamples sequences of calibration text over which saliency is measured
 * @param sequenceLength tokens in one calibration sequence
 * @param computeDtype number format of the calibration pass; {@code float32}
 */
public record PruneRecipe(
        Double sparsity, Integer multipleOf, Integer calibrationSamples, Integer sequenceLength, String computeDtype)
        implements Recipe {

    public PruneRecipe {
        sparsity = sparsity == null ? Double.valueOf(0.3) : sparsity;
        multipleOf = multipleOf == null ? Integer.valueOf(128) : multipleOf;
        calibrationSamples = calibrationSamples == null ? Integer.valueOf(64) : calibrationSamples;
        sequenceLength = sequenceLength == null ? Integer.valueOf(256) : sequenceLength;
        computeDtype = ComputeDtype.orDefault("recipes.prune.computeDtype", computeDtype);
        if (!(sparsity >= 0 && sparsity < 1)) {
            throw new InvalidEventException("recipes.prune.sparsity", "must be in [0, 1), was " + sparsity);
        }
        Checks.between("recipes.prune.multipleOf", multipleOf, 1, 4096);
        Checks.between("recipes.prune.calibrationSamples", calibrationSamples, 1, 100_000);
        Checks.between("recipes.prune.sequenceLength", sequenceLength, 8, 131_072);
    }

    public static PruneRecipe defaults() {
        return new PruneRecipe(null, null, null, null, null);
    }

    @Override
    public Technique technique() {
        return Technique.PRUNE;
    }

    @Override
    public int algorithmVersion() {
        return 1;
    }

    @Override
    public boolean draws() {
        return false;
    }
}
