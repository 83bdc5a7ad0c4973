package dev.ordo.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.quantization.NormalFloat4;
import dev.ordo.model.torch.TensorScope;
import java.util.List;
import java.util.Optional;

/**
 * Quantization-aware training: the forward pass takes each weight that will be packed as packing would leave it, and the
 * gradient with respect to that is the gradient of the weight itself (the straight-through estimator).
 *
 * <p>Quantizes as {@link dev.ordo.model.quantization.RoundToNearest} or {@link NormalFloat4} does, bit for bit (zeros may be negative), so that the loss of a step is that of the
 * checkpoint which would be written of the weights before it. No element is clipped but a group's largest, by half a step, and
 * its gradient passes, too. Weights that are not packed are taken as they are.
 *
 * @see <a href="https://arxiv.org/abs/1308.3432">Bengio et al. 2013, straight-through estimator</a>
 * @see <a href="https://arxiv.org/abs/2305.17888">Liu et al. 2023, LLM-QAT</a>
 */
final class FakeQuantization {
    private static final double[] SCALE_VALUES = NormalFloat4.scaleValues();

    private final DecoderModel model;
    private final List<Optional<PackedLayout>> layouts;

    /**
     * @param model in float32; stays the caller's
     * @param packed configuration of the checkpoint that it will be written as, which says which weights are packed and how
     */
    FakeQuantization(DecoderModel model, ModelConfig packed) {
        TensorLayout layout = TensorLayout.of(packed);
        this.model = model;
        this.layouts = model.layout().names().stream().map(layout::packed).toList();
    }

    /**
     * The weights as they are now, quantized and dequantized.
     *
     * @return one for each parameter, in layout order, float32; the model's own where it is not packed, else the scope's
     */
    NDList weights(TensorScope scope) {
        NDList weights = new NDList();
        for (int i = 0; i < layouts.size(); i++) {
            NDArray master = model.parameters().get(i);
            weights.add(layouts.get(i)
                    .map(layout -> quantized(scope, master, layout))
                    .orElse(master));
        }
        return weights;
    }

    private NDArray quantized(TensorScope scope, NDArray master, PackedLayout layout) {
        if (layout.numbers() == NumberFormat.NF4) {
            return model.kernels().tensor(scope.manager(), "nf4_fake_quantized", master, SCALE_VALUES);
        }
        String kernel = layout.isAsymmetric() ? "fake_quantized_asymmetric" : "fake_quantized";
        return model.kernels().tensor(scope.manager(), kernel, master, layout.bits(), layout.groupSize());
    }
}
