package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.ParameterLayout;
import dev.ordo.model.footprint.ModelBytes;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.safetensors.DType;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The widest MLPs with which a model is no larger than it is to be, by the shapes of its tensors alone. Widths are the parent's own, or
 * multiples of {@code multipleOf} and of the groups that down's columns are packed in.
 *
 * <p>Where layers go whose weights have different bits, the layers that take most are taken to stay, since calibration has yet to say
 * which do.
 *
 * @param parent before the cut
 * @param shape the parent without the heads and channels that go
 * @param depth how many layers stay
 * @param wholeGroups whether a packed parent is cut as it is
 */
record WidthForTarget(
        ModelConfig parent, ModelConfig shape, int depth, PruneParameters parameters, boolean wholeGroups) {

    /**
     * The width.
     *
     * @throws PruneTargetException if the model is larger at its narrowest
     * @throws dev.ordo.model.quantization.GroupSizeException naming the weight, if groups do not divide what other axes leave
     */
    int width() {
        PruneTarget target = parameters.target();
        int whole = parent.intermediateSize();
        if (size(whole) <= target.most()) {
            return whole;
        }
        int step = step();
        int fits = 0;
        int tooMany = (whole - 1) / step + 1;
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) / 2;
            if (size(middle * step) <= target.most()) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        if (fits == 0) {
            int narrowest = Math.min(step, whole);
            throw new PruneTargetException(target, narrowest, size(narrowest));
        }
        return fits * step;
    }

    private int step() {
        return CommonMultiple.of(parameters.multipleOf(), PackedGroups.size(shape, "down_proj.weight"));
    }

    /** Parameters or bytes, whichever is asked for. */
    private long size(int width) {
        ModelConfig cut = shape.withIntermediateSize(width);
        if (parameters.target().parameters() > 0) {
            return ParameterLayout.of(cut.withLayers(IntStream.range(0, depth).toArray()))
                    .count();
        }
        return bytes(cut);
    }

    private long bytes(ModelConfig cut) {
        if (cut.equals(parent) && depth == parent.numHiddenLayers()) {
            return new ModelBytes(parent).stored();
        }
        ModelConfig stored = stored(cut);
        if (depth == parent.numHiddenLayers()) {
            return new ModelBytes(stored).stored();
        }
        int[] largest = IntStream.range(0, parent.numHiddenLayers())
                .boxed()
                .sorted(Comparator.comparingLong(layer -> -new ModelBytes(stored.withLayers(layer)).stored()))
                .limit(depth)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        return new ModelBytes(stored.withLayers(largest)).stored();
    }

    /** As the cut model is written. */
    private ModelConfig stored(ModelConfig cut) {
        if (cut.quantization().isEmpty()) {
            return cut;
        }
        QuantizationConfig packing = cut.quantization().get();
        new CheckpointQuantizer(packing).requireFit(cut.withoutQuantization());
        return wholeGroups ? cut : cut.withoutAdapter().withTorchDtype(DType.BF16);
    }
}
