package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Distillation of the whole student against the study's teacher:
 * {@code crossEntropyWeight * CE + divergenceWeight * T^2 * divergence + hiddenWeight * H}, of which one weight at least is above 0.
 *
 * @param tokens training tokens in all; steps = tokens / (batchSize * sequenceLength), rounded up
 * @param sequenceLength tokens in one sequence
 * @param batchSize sequences in one step
 * @param learningRate peak of the cosine schedule
 * @param minLearningRateRatio where the schedule ends, as a fraction of the peak, in [0, 1]
 * @param warmupRatio fraction of the steps over which the rate rises linearly from zero, in [0, 1)
 * @param weightDecay AdamW's decoupled decay, on matrices only
 * @param divergence between the teacher's distribution and the student's
 * @param temperature softens both distributions in the divergence
 * @param crossEntropyWeight weight of the loss against the text
 * @param divergenceWeight weight of the loss against the teacher
 * @param hiddenWeight of the loss H between hidden states of student and teacher, which are of one size: mean over the student's layers of
 *     1 - cos; 0 for none
 * @param clipNorm largest global norm of the gradient
 * @param adapterRank of the low-rank adapters that are trained after Q in the arm {@code adapter}, and there alone
 * @param adapterAlpha what they give is multiplied by this and divided by the rank
 * @param adapterModules the linear layers that have one, by the last part of their names
 * @param adapterLearningRate peak of their schedule, in place of {@code learningRate}
 * @param microBatchSize sequences of a step whose gradients are computed at a time, and added up by the tokens that count; 0 for all
 * @param activationCheckpointing whether a pass keeps the inputs of layers alone and computes the rest again: less memory, the same result
 * @param evaluateEvery steps between two measurements of the student's perplexity on the study's evaluation sets, which change nothing that
 *     is trained; 0 for none
 * @param evaluationTokens at most this many tokens of each set are scored, from its beginning; without effect, and no part of a stage's key, where {@code evaluateEvery}
 *     is 0
 * @param computeDtype number format of products, {@code float32} or {@code bfloat16}; weights, gradients and moments are float32
 */
public record DistillRecipe(
        Long tokens,
        Integer sequenceLength,
        Integer batchSize,
        Double learningRate,
        Double minLearningRateRatio,
        Double warmupRatio,
        Double weightDecay,
        Divergence divergence,
        Double temperature,
        Double crossEntropyWeight,
        Double divergenceWeight,
        Double hiddenWeight,
        Double clipNorm,
        Integer adapterRank,
        Integer adapterAlpha,
        List<String> adapterModules,
        Double adapterLearningRate,
        Integer microBatchSize,
        Boolean activationCheckpointing,
        Integer evaluateEvery,
        Long evaluationTokens,
        String computeDtype)
        implements Recipe {
    /** The linear layers of a decoder layer. */
    public static final List<String> MODULES =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    private static final String PATH = "recipes.distill.";
    private static final int RANK = 8;
    private static final int ALPHA = 16;
    private static final double ADAPTER_RATE = 1e-3;
    private static final long EVALUATION_TOKENS = 16_384;

    public DistillRecipe {
        tokens = tokens == null ? Long.valueOf(32_768) : tokens;
        sequenceLength = sequenceLength == null ? Integer.valueOf(256) : sequenceLength;
        batchSize = batchSize == null ? Integer.valueOf(8) : batchSize;
        learningRate = learningRate == null ? Double.valueOf(1e-4) : learningRate;
        minLearningRateRatio = minLearningRateRatio == null ? Double.valueOf(0.1) : minLearningRateRatio;
        warmupRatio = warmupRatio == null ? Double.valueOf(0.05) : warmupRatio;
        weightDecay = weightDecay == null ? Double.valueOf(0.0) : weightDecay;
        divergence = divergence == null ? Divergence.FORWARD_KL : divergence;
        temperature = temperature == null ? Double.valueOf(2.0) : temperature;
        crossEntropyWeight = crossEntropyWeight == null ? Double.valueOf(0.7) : crossEntropyWeight;
        divergenceWeight = divergenceWeight == null ? Double.valueOf(0.3) : divergenceWeight;
        hiddenWeight = hiddenWeight == null ? Double.valueOf(0) : hiddenWeight;
        clipNorm = clipNorm == null ? Double.valueOf(1.0) : clipNorm;
        adapterRank = adapterRank == null ? Integer.valueOf(RANK) : adapterRank;
        adapterAlpha = adapterAlpha == null ? Integer.valueOf(ALPHA) : adapterAlpha;
        adapterModules = adapterModules == null ? MODULES : inOrder(adapterModules);
        adapterLearningRate = adapterLearningRate == null ? Double.valueOf(ADAPTER_RATE) : adapterLearningRate;
        microBatchSize = microBatchSize == null ? Integer.valueOf(0) : microBatchSize;
        activationCheckpointing = activationCheckpointing == null ? Boolean.FALSE : activationCheckpointing;
        evaluateEvery = evaluateEvery == null ? Integer.valueOf(0) : evaluateEvery;
        evaluationTokens = evaluationTokens == null ? Long.valueOf(EVALUATION_TOKENS) : evaluationTokens;
        computeDtype = ComputeDtype.mixedOrDefault(PATH + "computeDtype", computeDtype);
        Checks.between(PATH + "tokens", tokens, 1L, 1_000_000_000_000L);
        Checks.between(PATH + "sequenceLength", sequenceLength, 8, 131_072);
        Checks.between(PATH + "batchSize", batchSize, 1, 4096);
        Checks.between(PATH + "learningRate", learningRate, 1e-12, 1.0);
        Checks.between(PATH + "minLearningRateRatio", minLearningRateRatio, 0.0, 1.0);
        Checks.between(PATH + "warmupRatio", warmupRatio, 0.0, 0.99);
        Checks.between(PATH + "weightDecay", weightDecay, 0.0, 10.0);
        Checks.between(PATH + "temperature", temperature, 1e-3, 1000.0);
        Checks.between(PATH + "crossEntropyWeight", crossEntropyWeight, 0.0, 1000.0);
        Checks.between(PATH + "divergenceWeight", divergenceWeight, 0.0, 1000.0);
        Checks.between(PATH + "hiddenWeight", hiddenWeight, 0.0, 1000.0);
        Checks.between(PATH + "clipNorm", clipNorm, 1e-6, 1e6);
        Checks.between(PATH + "adapterRank", adapterRank, 1, 1024);
        Checks.between(PATH + "adapterAlpha", adapterAlpha, 1, 65_536);
        Checks.between(PATH + "adapterLearningRate", adapterLearningRate, 1e-12, 1.0);
        Checks.between(PATH + "microBatchSize", microBatchSize, 0, 4096);
        Checks.between(PATH + "evaluateEvery", evaluateEvery, 0, 1_000_000_000);
        Checks.between(PATH + "evaluationTokens", evaluationTokens, 2L, 1_000_000_000L);
        if (crossEntropyWeight + divergenceWeight + hiddenWeight == 0) {
            throw new InvalidEventException(
                    PATH + "crossEntropyWeight",
                    "is 0, and so are divergenceWeight and hiddenWeight, so there is nothing to train on");
        }
    }

    public static DistillRecipe defaults() {
        return new DistillRecipe(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null);
    }

    /** Each once and in the order of a layer, so that the same choice is the same recipe. */
    private static List<String> inOrder(List<String> modules) {
        List<String> chosen = MODULES.stream().filter(modules::contains).toList();
        if (chosen.isEmpty() || chosen.size() != new HashSet<>(modules).size()) {
            throw new InvalidEventException(
                    PATH + "adapterModules", "must name some of " + String.join(", ", MODULES) + ", was " + modules);
        }
        return chosen;
    }

    /** Whether products are in bfloat16. */
    @JsonIgnore
    public boolean isMixed() {
        return computeDtype.equals(ComputeDtype.BFLOAT16);
    }

    /** Steps that the token budget pays for; at least one. */
    public long steps() {
        long tokensPerStep = (long) batchSize * sequenceLength;
        return (tokens + tokensPerStep - 1) / tokensPerStep;
    }

    @Override
    public Technique technique() {
        return Technique.DISTILL;
    }

    @Override
    public int algorithmVersion() {
        return 2;
    }

    /**
     * What came later than the first version's results, with the value that these have: the forward KL, no hidden states, no adapters, whole batches, no measurements. Without
     * these, how much would be measured says nothing.
     */
    @Override
    public Map<String, Object> unsaid() {
        return Map.ofEntries(
                Map.entry("hiddenWeight", 0.0),
                Map.entry("divergence", Divergence.FORWARD_KL.label()),
                Map.entry("adapterRank", RANK),
                Map.entry("adapterAlpha", ALPHA),
                Map.entry("adapterModules", MODULES),
                Map.entry("adapterLearningRate", ADAPTER_RATE),
                Map.entry("microBatchSize", 0),
                Map.entry("activationCheckpointing", false),
                Map.entry("evaluateEvery", 0),
                Map.entry("evaluationTokens", readsHeldOut() ? EVALUATION_TOKENS : evaluationTokens));
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public boolean readsHeldOut() {
        return evaluateEvery > 0;
    }
}
