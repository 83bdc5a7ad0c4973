package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;
import java.util.Map;

/**
 * Structured pruning: of MLP neurons and of key/value heads, the same number in every layer, and of whole layers.
 *
 * @param sparsity fraction of the neurons to cut, in [0, 1)
 * @param saliency by which neurons are chosen
 * @param headSparsity fraction of the key/value heads to cut, in [0, 1), each with the query heads that read it
 * @param layerSparsity fraction of the layers to cut, in [0, 1): those of least block influence
 * @param multipleOf the width that stays is rounded to a multiple of this, so that packed formats divide it
 * @param calibrationSamples sequences of calibration text over which saliency is measured
 * @param sequenceLength tokens in one calibration sequence
 * @param computeDtype number format of the calibration pass; {@code float32}
 */
public record PruneRecipe(
        Double sparsity,
        NeuronSaliency saliency,
        Double headSparsity,
        Double layerSparsity,
        Integer multipleOf,
        Integer calibrationSamples,
        Integer sequenceLength,
        String computeDtype)
        implements Recipe {

    public PruneRecipe {
        sparsity = sparsity == null ? Double.valueOf(0.3) : sparsity;
        saliency = saliency == null ? NeuronSaliency.MINITRON : saliency;
        headSparsity = headSparsity == null ? Double.valueOf(0) : headSparsity;
        layerSparsity = layerSparsity == null ? Double.valueOf(0) : layerSparsity;
        multipleOf = multipleOf == null ? Integer.valueOf(128) : multipleOf;
        calibrationSamples = calibrationSamples == null ? Integer.valueOf(64) : calibrationSamples;
        sequenceLength = sequenceLength == null ? Integer.valueOf(256) : sequenceLength;
        computeDtype = ComputeDtype.orDefault("recipes.prune.computeDtype", computeDtype);
        checkFraction("recipes.prune.sparsity", sparsity);
        checkFraction("recipes.prune.headSparsity", headSparsity);
        checkFraction("recipes.prune.layerSparsity", layerSparsity);
        Checks.between("recipes.prune.multipleOf", multipleOf, 1, 4096);
        Checks.between("recipes.prune.calibrationSamples", calibrationSamples, 1, 100_000);
        Checks.between("recipes.prune.sequenceLength", sequenceLength, 8, 131_072);
    }

    public static PruneRecipe defaults() {
        return new PruneRecipe(null, null, null, null, null, null, null, null);
    }

    private static void checkFraction(String path, double fraction) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new InvalidEventException(path, "must be in [0, 1), was " + fraction);
        }
    }

    /** Whether the model stays as it is. */
    @JsonIgnore
    public boolean cutsNothing() {
        return sparsity == 0 && headSparsity == 0 && layerSparsity == 0;
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
    public Map<String, Object> unsaid() {
        return Map.of("saliency", NeuronSaliency.MINITRON.label(), "headSparsity", 0.0, "layerSparsity", 0.0);
    }

    @Override
    public boolean draws() {
        return false;
    }
}
