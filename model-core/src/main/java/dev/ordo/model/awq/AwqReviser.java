package dev.ordo.model.awq;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.awq.AwqQuantizer.InputStatistics;
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

/**
 * Scales and rounds every linear weight that a model lets its reviser see: q, k and v together, their scales folded into the norm before
 * them; gate and up, into theirs; down, into up. o's columns stay what they are: its inputs come from v through attention, where several query heads share
 * a key/value head. What it goes on with is what the stored weights do to inputs that are not scaled.
 */
public final class AwqReviser implements WeightReviser {
    private final TorchSession session;
    private final AwqQuantizer quantizer;
    private final TensorLayout layout;
    private final Function<String, float[]> norms;
    private final Target target;
    private final WorkProgress progress;
    private final long total;
    private final SortedMap<String, PackedWeight> packed = new TreeMap<>();
    private String prefix;
    private long done;

    /** Where results go, by logical name: every packed weight of layers, and every norm before one. */
    public record Target(BiConsumer<String, PackedWeight> weights, BiConsumer<String, float[]> norms) {}

    /**
     * @param layout of the packed model: how each weight is to be packed
     * @param norms the model's own, by logical name
     * @param progress told after each weight
     */
    public AwqReviser(
            TorchSession session,
            AwqQuantizer quantizer,
            TensorLayout layout,
            Function<String, float[]> norms,
            Target target,
            WorkProgress progress) {
        this.session = session;
        this.quantizer = quantizer;
        this.layout = layout;
        this.norms = norms;
        this.target = target;
        this.progress = progress;
        this.total = layout.shapes().keySet().stream()
                .filter(name -> CheckpointQuantizer.isChosen(layout, name))
                .count();
    }

    /** Whether a tensor is one of the norms that scales are folded into. */
    public static boolean isFolded(String name) {
        return name.endsWith(".input_layernorm.weight") || name.endsWith(".post_attention_layernorm.weight");
    }

    @Override
    public void begin(int layer) {
        prefix = "model.layers." + layer + ".";
        packed.clear();
    }

    /** @throws dev.ordo.model.packed.PackedWeightException naming the weight, if an element is not finite */
    @Override
    public NDList revise(NDManager owner, List<String> names, NDList weights, Inputs inputs) {
        String first = names.get(0).substring(prefix.length());
        if (first.startsWith("self_attn.q_proj")) {
            return afterNorm(owner, prefix + "input_layernorm.weight", names, weights, inputs);
        }
        if (first.startsWith("mlp.gate_proj")) {
            return afterNorm(owner, prefix + "post_attention_layernorm.weight", names, weights, inputs);
        }
        if (layout.packed(names.get(0)).isEmpty()) {
            return weights;
        }
        return first.startsWith("mlp.down_proj")
                ? afterUp(owner, names, weights, inputs)
                : asTheyAre(owner, names, weights, inputs);
    }

    private NDList afterNorm(NDManager owner, String norm, List<String> names, NDList weights, Inputs inputs) {
        float[] own = norms.apply(norm);
        if (layout.packed(names.get(0)).isEmpty()) {
            target.norms().accept(norm, own);
            return weights;
        }
        return rounded(owner, names, weights, inputs, chosen -> {
            FoldedScales folded = FoldedScales.of(own, chosen);
            target.norms().accept(norm, folded.norm());
            return folded.scales();
        });
    }

    /** Up's rows are divided by dividing their scales, whose rounding to bfloat16 is lost: 2^-9 of each at most. */
    private NDList afterUp(NDManager owner, List<String> names, NDList weights, Inputs inputs) {
        String up = prefix + "mlp.up_proj.weight";
        if (!packed.containsKey(up)) {
            return asTheyAre(owner, names, weights, inputs);
        }
        return rounded(owner, names, weights, inputs, chosen -> {
            packed.put(up, packed.get(up).withRowsDivided(chosen));
            return chosen;
        });
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
    }
}
