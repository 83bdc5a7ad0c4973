package dev.ordo.model.gptq;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.PackedWeightsFile;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.WeightReviser;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.quantization.QuantizedLayers;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Quantizes the linear weights that a model lets its reviser see, all or none of those that share their inputs, and goes on with what the integers stand for. Layers that an
 * earlier attempt was through with are taken as it left them; what is still computed of them is what the next one reads.
 */
public final class GptqReviser implements WeightReviser {
    private final TorchSession session;
    private final GptqQuantizer quantizer;
    private final TensorLayout layout;
    private final QuantizedLayers kept;
    private final BiConsumer<String, PackedWeight> packed;
    private final WorkProgress progress;
    private final long total;
    private Optional<PackedWeightsFile.Content> earlier = Optional.empty();
    private SortedMap<String, PackedWeight> now = new TreeMap<>();
    private long done;

    /**
     * @param layout of the packed model: how each weight is to be packed
     * @param kept layers of an earlier attempt, and where those of this one are kept
     * @param packed told of each weight, by logical name
     * @param progress told after each weight that is quantized
     */
    public GptqReviser(
            TorchSession session,
            GptqQuantizer quantizer,
            TensorLayout layout,
            QuantizedLayers kept,
            BiConsumer<String, PackedWeight> packed,
            WorkProgress progress) {
        this.session = session;
        this.quantizer = quantizer;
        this.layout = layout;
        this.kept = kept;
        this.packed = packed;
        this.progress = progress;
        this.total = layout.shapes().keySet().stream()
                .filter(name -> CheckpointQuantizer.isChosen(layout, name))
                .count();
    }

    @Override
    public void begin(int layer) {
        earlier = kept.next(layer);
        now = new TreeMap<>();
    }

    /**
     * Quantizes weights on one Hessian.
     *
     * @throws HessianException if it is not positive definite
     * @throws dev.ordo.model.packed.PackedWeightException naming the weight, if an element is not finite
     */
    @Override
    public NDList revise(NDManager owner, List<String> names, NDList weights, Inputs inputs) {
        if (layout.packed(names.get(0)).isEmpty()) {
            return weights;
        }
        NDList revised = new NDList();
        if (earlier.isPresent()) {
            names.forEach(name ->
                    revised.add(resumed(owner, name, earlier.get().weights().get(name))));
            return revised;
        }
        try (TensorScope scope = session.scope()) {
            NDArray hessian =
                    quantizer.hessian(scope.manager(), weights.get(0).getShape().get(1));
            inputs.forEach(batch -> quantizer.add(hessian, batch));
            List<GptqQuantizer.Weight> alike = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                alike.add(new GptqQuantizer.Weight(name, layout.packed(name).orElseThrow(), weights.get(i)));
            }
            List<GptqQuantizer.Rounded> rounded = quantizer.quantize(owner, alike, hessian);
            for (int i = 0; i < names.size(); i++) {
                revised.add(told(names.get(i), rounded.get(i)));
            }
            return revised;
        }
    }

    private NDArray resumed(NDManager owner, String name, PackedWeight weight) {
        packed.accept(name, weight);
        done++;
        return session.floats(
                owner,
                weight.dequantize(),
                weight.layout().rows(),
                weight.layout().columns());
    }

    private NDArray told(String name, GptqQuantizer.Rounded rounded) {
        packed.accept(name, rounded.packed());
        now.put(name, rounded.packed());
        progress.report(++done, total, "weight");
        return rounded.weight();
    }

    @Override
    public void finished(int layer) {
        if (earlier.isEmpty()) {
            kept.keep(layer, new PackedWeightsFile.Content(now, Collections.emptySortedMap()));
        }
    }
}
