package dev.ordo.model.awq;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.awq.AwqQuantizer.InputStatistics;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.WeightReviser;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Scales and rounds every linear weight that a model lets its reviser see: q, k and v together, their scales folded into the norm before
 * them; gate and up, into theirs; down, into up; and o, into v, unless several query heads read a key/value head. What it goes on with is what
 * the stored weights do to inputs that are not scaled.
 */
public final class AwqReviser implements WeightReviser {
    private static final String ATTENTION_NORM = "input_layernorm.weight";
    private static final String MLP_NORM = "post_attention_layernorm.weight";
    private static final String VALUE = "self_attn.v_proj.weight";
    private static final String VALUE_BIAS = "self_attn.v_proj.bias";
    private static final String UP = "mlp.up_proj.weight";

    private final TorchSession session;
    private final AwqQuantizer quantizer;
    private final TensorLayout layout;
    private final boolean headsShare;
    private final Function<String, float[]> vectors;
    private final Target target;
    private final WorkProgress progress;
    private final long total;
    private final SortedMap<String, PackedWeight> packed = new TreeMap<>();
    private final SortedMap<String, float[]> folded = new TreeMap<>();
    private String prefix;
    private long done;

    /** Where results go, by logical name: every packed weight of layers, and every tensor that {@link #isFolded} names. */
    public record Target(BiConsumer<String, PackedWeight> weights, BiConsumer<String, float[]> vectors) {}

    /**
     * @param config of the packed model
     * @param vectors the model's own norms and biases, by logical name
     * @param progress told after each weight
     */
    public AwqReviser(
            TorchSession session,
            AwqQuantizer quantizer,
            ModelConfig config,
            Function<String, float[]> vectors,
            Target target,
            WorkProgress progress) {
        this.session = session;
        this.quantizer = quantizer;
        this.layout = TensorLayout.of(config);
        this.headsShare = config.numAttentionHeads() != config.numKeyValueHeads();
        this.vectors = vectors;
        this.target = target;
        this.progress = progress;
        this.total = layout.shapes().keySet().stream()
                .filter(name -> CheckpointQuantizer.isChosen(layout, name))
                .count();
    }

    /** Whether a tensor is a norm or a bias that scales are folded into. */
    public static boolean isFolded(String name) {
        return Stream.of(ATTENTION_NORM, MLP_NORM, VALUE_BIAS).anyMatch(each -> name.endsWith("." + each));
    }

    @Override
    public void begin(int layer) {
        prefix = "model.layers." + layer + ".";
        packed.clear();
        folded.clear();
        Stream.of(ATTENTION_NORM, MLP_NORM, VALUE_BIAS)
                .map(prefix::concat)
                .filter(layout.shapes()::containsKey)
                .forEach(name -> folded.put(name, vectors.apply(name)));
    }

    /** @throws dev.ordo.model.packed.PackedWeightException naming the weight, if an element is not finite */
    @Override
    public NDList revise(NDManager owner, List<String> names, NDList weights, Inputs inputs) {
        if (layout.packed(names.get(0)).isEmpty()) {
            return weights;
        }
        String first = names.get(0).substring(prefix.length());
        return switch (first) {
            case "self_attn.q_proj.weight" -> rounded(owner, names, weights, inputs, s -> intoNorm(ATTENTION_NORM, s));
            case "mlp.gate_proj.weight" -> rounded(owner, names, weights, inputs, s -> intoNorm(MLP_NORM, s));
            case "mlp.down_proj.weight" -> afterPacked(UP, owner, names, weights, inputs);
            default ->
                headsShare
                        ? asTheyAre(owner, names, weights, inputs)
                        : afterPacked(VALUE, owner, names, weights, inputs);
        };
    }

    private float[] intoNorm(String norm, float[] scales) {
        FoldedScales folding = FoldedScales.of(folded.get(prefix + norm), scales);
        folded.put(prefix + norm, folding.norm());
        return folding.scales();
    }

    private NDList afterPacked(String before, NDManager owner, List<String> names, NDList weights, Inputs inputs) {
        return packed.containsKey(prefix + before)
                ? rounded(owner, names, weights, inputs, scales -> intoRows(before, scales))
                : asTheyAre(owner, names, weights, inputs);
    }

    /** Rows are divided by dividing their groups' scales, whose rounding to bfloat16 is lost: 2^-9 of each at most. */
    private float[] intoRows(String weight, float[] scales) {
        packed.computeIfPresent(prefix + weight, (name, rows) -> rows.withRowsDivided(scales));
        if (weight.equals(VALUE)) {
            folded.computeIfPresent(prefix + VALUE_BIAS, (name, bias) -> divided(bias, scales));
        }
        return scales;
    }

    private static float[] divided(float[] values, float[] divisors) {
        float[] quotients = new float[values.length];
        for (int i = 0; i < quotients.length; i++) {
            quotients[i] = values[i] / divisors[i];
        }
        return quotients;
    }

    private NDList rounded(
            NDManager owner, List<String> names, NDList weights, Inputs inputs, UnaryOperator<float[]> folding) {
        PackedLayout own = layout.packed(names.get(0)).orElseThrow();
        try (TensorScope scope = session.scope()) {
            InputStatistics statistics = quantizer.statistics(scope.manager(), own.columns(), inputs);
            float[] chosen = quantizer
                    .choose(weights, statistics, own.bits(), own.groupSize())
                    .scales();
            return rounded(owner, names, weights, statistics, folding.apply(chosen));
        }
    }

    private NDList asTheyAre(NDManager owner, List<String> names, NDList weights, Inputs inputs) {
        PackedLayout own = layout.packed(names.get(0)).orElseThrow();
        float[] ones = new float[own.columns()];
        Arrays.fill(ones, 1);
        try (TensorScope scope = session.scope()) {
            return rounded(owner, names, weights, quantizer.statistics(scope.manager(), own.columns(), inputs), ones);
        }
    }

    private NDList rounded(
            NDManager owner, List<String> names, NDList weights, InputStatistics inputs, float[] scales) {
        NDList result = new NDList();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            AwqQuantizer.Rounded rounded =
                    quantizer.round(owner, layout.packed(name).orElseThrow(), name, weights.get(i), scales, inputs);
            packed.put(name, rounded.packed());
            result.add(rounded.weight());
            progress.report(++done, total, "weight");
        }
        return result;
    }

    @Override
    public void finished(int layer) {
        packed.forEach(target.weights());
        folded.forEach(target.vectors());
    }
}
