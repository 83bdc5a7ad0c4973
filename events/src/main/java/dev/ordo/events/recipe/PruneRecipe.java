package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;
import java.util.Map;

/**
 * Structured pruning: of MLP neurons and of key/value heads, the same number in every layer; of whole layers; and of channels of the
 * residual stream.
 *
 * @param sparsity fraction of the neurons to cut, in [0, 1); 0 with a target, which decides how many stay
 * @param saliency by which neurons are chosen
 * @param headSparsity fraction of the key/value heads to cut, in [0, 1), each with the query heads that read it
 * @param layerSparsity fraction of the layers to cut, in [0, 1)
 * @param multipleOf the width that stays is rounded to a multiple of this, so that packed formats divide it
 * @param calibrationSamples sequences of calibration text over which saliency is measured
 * @param sequenceLength tokens in one calibration sequence
 * @param computeDtype number format of the calibration pass; {@code float32}
 * @param targetParameters the most parameters that the pruned model may have, reached by the width of its MLPs; 0 for none
 * @param targetBytes the most that all tensors of the pruned model may take, reached in the same way; 0 for none
 * @param layerSaliency by which layers are chosen
 * @param channelSparsity fraction of the residual stream's channels to cut, in [0, 1), rounded to {@code multipleOf} as the width is
 */
public record PruneRecipe(
        Double sparsity,
        NeuronSaliency saliency,
        Double headSparsity,
        Double layerSparsity,
        Integer multipleOf,
        Integer calibrationSamples,
        Integer sequenceLength,
        String computeDtype,
        Long targetParameters,
        Long targetBytes,
        LayerSaliency layerSaliency,
        Double channelSparsity)
        implements Recipe {
    private static final long MOST = 1L << 50;

    public PruneRecipe {
        targetParameters = targetParameters == null ? Long.valueOf(0) : targetParameters;
        targetBytes = targetBytes == null ? Long.valueOf(0) : targetBytes;
        Checks.between("recipes.prune.targetParameters", targetParameters, 0L, MOST);
        Checks.between("recipes.prune.targetBytes", targetBytes, 0L, MOST);
        String target = targetParameters > 0 ? "targetParameters" : "targetBytes";
        boolean aimed = targetParameters > 0 || targetBytes > 0;
        if (targetParameters > 0) {
            only("targetBytes", target, targetBytes == 0, targetBytes);
        }
        sparsity = sparsity == null ? Double.valueOf(aimed ? 0 : 0.3) : sparsity;
        channelSparsity = channelSparsity == null ? Double.valueOf(0) : channelSparsity;
        layerSaliency = layerSaliency == null ? LayerSaliency.BLOCK_INFLUENCE : layerSaliency;
        saliency = saliency == null ? NeuronSaliency.MINITRON : saliency;
        headSparsity = headSparsity == null ? Double.valueOf(0) : headSparsity;
        layerSparsity = layerSparsity == null ? Double.valueOf(0) : layerSparsity;
        multipleOf = multipleOf == null ? Integer.valueOf(128) : multipleOf;
        calibrationSamples = calibrationSamples == null ? Integer.valueOf(64) : calibrationSamples;
        sequenceLength = sequenceLength == null ? Integer.valueOf(256) : sequenceLength;
        computeDtype = ComputeDtype.orDefault("recipes.prune.computeDtype", computeDtype);
        checkFraction("recipes.prune.sparsity", sparsity);
        only("sparsity", target, !aimed || sparsity == 0, sparsity);
        checkFraction("recipes.prune.headSparsity", headSparsity);
        checkFraction("recipes.prune.layerSparsity", layerSparsity);
        checkFraction("recipes.prune.channelSparsity", channelSparsity);
        Checks.between("recipes.prune.multipleOf", multipleOf, 1, 4096);
        Checks.between("recipes.prune.calibrationSamples", calibrationSamples, 1, 100_000);
        Checks.between("recipes.prune.sequenceLength", sequenceLength, 8, 131_072);
    }

    /** With all channels, without a target, with layers chosen by block influence. */
    public PruneRecipe(
            Double sparsity,
            NeuronSaliency saliency,
            Double headSparsity,
            Double layerSparsity,
            Integer multipleOf,
            Integer calibrationSamples,
            Integer sequenceLength,
            String computeDtype) {
        this(
                sparsity,
                saliency,
                headSparsity,
                layerSparsity,
                multipleOf,
                calibrationSamples,
                sequenceLength,
                computeDtype,
                null,
                null,
                null,
                null);
    }

    public static PruneRecipe defaults() {
        return new PruneRecipe(null, null, null, null, null, null, null, null);
    }

    private static void checkFraction(String path, double fraction) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new InvalidEventException(path, "must be in [0, 1), was " + fraction);
        }
    }

    private static void only(String field, String target, boolean fits, Number was) {
        if (!fits) {
            throw new InvalidEventException("recipes.prune." + field, "must be 0 with " + target + ", was " + was);
        }
    }

    /**
     * The same with another target in place of the sparsity, or of the target that there was. Without any it has the sparsity that it had,
     * or the default if it had a target.
     *
     * @throws InvalidEventException if there can be no such target
     */
    public PruneRecipe withTarget(long parameters, long bytes) {
        return new PruneRecipe(
                isAimed() || parameters > 0 || bytes > 0 ? null : sparsity,
                saliency,
                headSparsity,
                layerSparsity,
                multipleOf,
                calibrationSamples,
                sequenceLength,
                computeDtype,
                parameters,
                bytes,
                layerSaliency,
                channelSparsity);
    }

    /** Whether a target decides the width of the MLPs. */
    @JsonIgnore
    public boolean isAimed() {
        return targetParameters > 0 || targetBytes > 0;
    }

    /** Whether the model stays as it is. */
    @JsonIgnore
    public boolean cutsNothing() {
        return !isAimed() && sparsity == 0 && headSparsity == 0 && layerSparsity == 0 && channelSparsity == 0;
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
        return Map.of(
                "saliency",
                NeuronSaliency.MINITRON.label(),
                "headSparsity",
                0.0,
                "layerSparsity",
                0.0,
                "targetParameters",
                0L,
                "targetBytes",
                0L,
                "layerSaliency",
                LayerSaliency.BLOCK_INFLUENCE.label(),
                "channelSparsity",
                0.0);
    }

    @Override
    public boolean draws() {
        return false;
    }
}
