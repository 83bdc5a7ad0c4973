package dev.ordo.model.quantization;

import ai.djl.ndarray.NDArray;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;

/** What every method asks of weights before it rounds them: that they are finite as bfloat16 has them. */
public final class FiniteWeights {
    private FiniteWeights() {}

    /**
     * Looks at a weight where it is, so that only one that is refused passes through the Java heap.
     *
     * @param scope of what is made on the way
     * @param kernels compiled with {@code clipping}
     * @param weight float32, shape (out, in)
     * @throws PackedWeightException naming the weight and its first element that is not finite
     */
    public static void require(TensorScope scope, Kernels kernels, PackedLayout layout, String name, NDArray weight) {
        if (kernels.tensor(scope.manager(), "all_finite", weight).getFloat() == 0) {
            try {
                RoundToNearest.grids(layout, TorchSession.toFloats(weight));
            } catch (PackedWeightException e) {
                throw e.of(name);
            }
        }
    }
}
