package dev.ordo.model.awq;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.awq.AwqQuantizer.InputStatistics;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.PackedWeightsFile;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.WeightReviser;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.quantization.QuantizedLayers;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Scales and rounds every linear weight that a model lets its reviser see: q, k and v together, their scales folded into the norm before
 * them; gate and up, into theirs; down, into up; and o, into v, unless several query heads read a key/value head. What it goes on with is what
 * the stored weights do to inputs that are not scaled.
 *
 * <p>Layers that an earlier attempt was through with are taken as it left them: kept are the weights as they were packed, before anything was folded into
 * their rows, and the scales that were chosen, which are folded again. So the next layer reads the same to the last bit.
 */
public final class AwqReviser implements WeightReviser {
    private final TorchSession session;
    private final AwqQuantizer quantizer;
    private final TensorLayout layout;
    private final boolean headsShare;
    private final Function<String, float[]> vectors;
    private final QuantizedLayers kept;
    private final Target target;
    private final WorkProgress progress;
    private final long total;
    private Optional<PackedWeightsFile.Content> earlier = Optional.empty();
    private PackedWeightsFile.Content now;
    private FoldedLayer folded;
    private long done;

    /** Where results go, by logical name: every packed weight of layers, and every tensor that {@link #isFolded} names. */
    public record Target(BiConsumer<String, PackedWeight> weights, BiConsumer<String, float[]> vectors) {}

    /**
     * @param config of the packed model
     * @param vectors the model's own norms and biases, by logical name
     * @param kept layers of an earlier attempt, and where those of this one are kept, with scales for what {@link #isScaled} names
     * @param progress told after each weight that is quantized
     */
    public AwqReviser(
            TorchSession session,
            AwqQuantizer quantizer,
            ModelConfig config,
            Function<String, float[]> vectors,
            QuantizedLayers kept,
            Target target,
            WorkProgress progress) {
        this.session = session;
        this.quantizer = quantizer;
        this.layout = TensorLayout.of(config);
        this.headsShare = config.numAttentionHeads() != config.numKeyValueHeads();
        this.vectors = vectors;
        this.kept = kept;
        this.target = target;
        this.progress = progress;
        this.total = layout.shapes().keySet().stream()
                .filter(name -> CheckpointQuantizer.isChosen(layout, name))
                .count();
    }

    /** Whether a tensor is a norm or a bias that scales are folded into. */
    public static boolean isFolded(String name) {
        return FoldedLayer.isFolded(name);
    }

    /** Whether a weight is the first of those that share their inputs, and so the scales of their columns. */
    public static boolean isScaled(String name) {
        return Stream.of("q_proj", "o_proj", "gate_proj", "down_proj")
                .anyMatch(each -> name.endsWith(each + ".weight"));
    }

    @Override
    public void begin(int layer) {
        earlier = kept.next(layer);
        now = new PackedWeightsFile.Content(new TreeMap<>(), new TreeMap<>());
        folded = new FoldedLayer(layer, layout, headsShare, vectors);
    }

    /** @throws dev.ordo.model.packed.PackedWeightException naming the weight, if an element is not finite */
    @Override
    public NDList revise(NDManager owner, List<String> names, NDList weights, Inputs inputs) {
        if (layout.packed(names.get(0)).isEmpty()) {
            return weights;
        }
        return earlier.isPresent() ? resumed(owner, names, earlier.get()) : quantized(owner, names, weights, inputs);
    }

    private NDList resumed(NDManager owner, List<String> names, PackedWeightsFile.Content made) {
        float[] scales = folded(names.get(0), made.vectors().get(names.get(0)));
        NDList result = new NDList();
        try (TensorScope scope = session.scope()) {
            NDArray columns = session.floats(scope.manager(), scales, scales.length);
            for (String name : names) {
                PackedWeight weight = made.weights().get(name);
                PackedLayout own = weight.layout();
                folded.weights().put(name, weight);
                result.add(session.floats(owner, weight.dequantize(), own.rows(), own.columns())
                        .divi(columns));
                done++;
            }
        }
        return result;
    }

    private NDList quantized(NDManager owner, List<String> names, NDList weights, Inputs inputs) {
        String first = names.get(0);
        PackedLayout own = layout.packed(first).orElseThrow();
        try (TensorScope scope = session.scope()) {
            InputStatistics statistics = quantizer.statistics(scope.manager(), own.columns(), inputs);
            float[] chosen = folded.takesScalesOf(first)
                    ? quantizer
                            .choose(weights, statistics, own.bits(), own.groupSize())
                            .scales()
                    : ones(own.columns());
            now.vectors().put(first, chosen);
            return rounded(owner, names, weights, statistics, folded(first, chosen));
        }
    }

    private float[] folded(String first, float[] chosen) {
        return folded.takesScalesOf(first) ? folded.fold(first, chosen) : chosen;
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private NDList rounded(
            NDManager owner, List<String> names, NDList weights, InputStatistics inputs, float[] scales) {
        NDList result = new NDList();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            AwqQuantizer.Rounded rounded =
                    quantizer.round(owner, layout.packed(name).orElseThrow(), name, weights.get(i), scales, inputs);
            now.weights().put(name, rounded.packed());
            folded.weights().put(name, rounded.packed());
            result.add(rounded.weight());
            progress.report(++done, total, "weight");
        }
        return result;
    }

    @Override
    public void finished(int layer) {
        folded.weights().forEach(target.weights());
        folded.vectors().forEach(target.vectors());
        if (earlier.isEmpty()) {
            kept.keep(layer, now);
        }
    }
}
