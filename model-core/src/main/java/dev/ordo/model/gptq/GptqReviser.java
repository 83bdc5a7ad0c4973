package dev.ordo.model.gptq;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.WeightReviser;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.List;
import java.util.function.BiConsumer;

/** Quantizes every linear weight that a model lets its reviser see, and goes on with what the integers stand for. */
public final class GptqReviser implements WeightReviser {
    private final TorchSession session;
    private final GptqQuantizer quantizer;
    private final TensorLayout layout;
    private final BiConsumer<String, PackedWeight> packed;
    private final WorkProgress progress;
    private final long total;
    private long done;

    /**
     * @param layout of the packed model: how each weight is to be packed
     * @param packed told of each weight, by logical name, as soon as it is quantized
     * @param progress told after each weight
     */
    public GptqReviser(
            TorchSession session,
            GptqQuantizer quantizer,
            TensorLayout layout,
            BiConsumer<String, PackedWeight> packed,
            WorkProgress progress) {
        this.session = session;
        this.quantizer = quantizer;
        this.layout = layout;
        this.packed = packed;
        this.progress = progress;
        this.total = layout.shapes().keySet().stream()
                .filter(name -> layout.packed(name).isPresent())
                .count();
    }

    /**
     * Quantizes weights on one Hessian.
     *
     * @throws HessianException if it is not positive definite
     * @throws dev.ordo.model.packed.PackedWeightException naming the weight, if an element is not finite
     */
    @Override
    public NDList revise(NDManager owner, List<String> names, NDList weights, Inputs inputs) {
        try (TensorScope scope = session.scope()) {
            NDArray hessian =
                    quantizer.hessian(scope.manager(), weights.get(0).getShape().get(1));
            inputs.forEach(batch -> quantizer.add(hessian, batch));
            NDList revised = new NDList();
            for (int i = 0; i < names.size(); i++) {
                revised.add(revise(owner, names.get(i), weights.get(i), hessian));
            }
            return revised;
        }
    }

    private NDArray revise(NDManager owner, String name, NDArray weight, NDArray hessian) {
        GptqQuantizer.Rounded rounded =
                quantizer.quantize(owner, layout.packed(name).orElseThrow(), name, weight, hessian);
        packed.accept(name, rounded.packed());
        progress.report(++done, total, "weight");
        return rounded.weight();
    }
}
