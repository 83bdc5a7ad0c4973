package dev.ordo.model.gptq;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.packed.GroupGrids;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.quantization.RoundToNearest;
import dev.ordo.model.safetensors.FloatFormats;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;

/**
 * GPTQ of one weight. Columns are rounded one after the other, and the error of each is made up for by those to come:
 *
 * <pre>
 * H    = sum of x x^T over the calibration inputs x, and damping * mean(diag H) on its diagonal
 * U    = upper Cholesky factor of H^-1
 * q_j  = clamp(rint(w_j / scale + zero))
 * w_k -= U_jk / U_jj * (w_j - (q_j - zero) * scale)   for all later columns k
 * </pre>
 *
 * <p>Scales and zero points are those of {@link RoundToNearest} on the weight as it was. Computed in float32 as llm-compressor computes, to the
 * same integers; but where that falls back to rounding to nearest, because the Hessian cannot be inverted, this refuses. An input that
 * calibration never stirs has its weights set to 0.
 *
 * @see <a href="https://arxiv.org/abs/2210.17323">Frantar et al. 2023, algorithm 1; act-order and static groups are later
 *     additions of the authors' code</a>
 */
public final class GptqQuantizer implements AutoCloseable {
    private final TorchSession session;
    private final GptqOptions options;
    private final Kernels kernels;

    public GptqQuantizer(TorchSession session, GptqOptions options) {
        this.session = session;
        this.options = options;
        this.kernels = Kernels.compile(session.device(), "gptq");
    }

    /**
     * What was chosen for one weight.
     *
     * @param packed the integers and their scales
     * @param weight what they stand for, float32, shape (out, in); the owner's
     */
    public record Rounded(PackedWeight packed, NDArray weight) {}

    /**
     * The Hessian of linear layers that share their inputs, of nothing yet.
     *
     * @return float32, shape (in, in); the owner's
     */
    public NDArray hessian(NDManager owner, long in) {
        return session.zeros(owner, in, in);
    }

    /** Adds a batch of inputs, float32, shape (..., in), to a Hessian. */
    public void add(NDArray hessian, NDArray inputs) {
        kernels.number("add_products", inputs, hessian);
    }

    /**
     * Chooses the integers of one weight.
     *
     * @param name for messages
     * @param weight float32, shape (out, in); left as it is
     * @param hessian of its inputs, float32, shape (in, in); left as it is
     * @throws PackedWeightException naming the weight, if an element is not finite
     * @throws HessianException if the Hessian is not positive definite
     */
    public Rounded quantize(NDManager owner, PackedLayout layout, String name, NDArray weight, NDArray hessian) {
        try (TensorScope scope = session.scope()) {
            GroupGrids grids = grids(layout, name, weight);
            NDList result = kernels.tensors(
                    scope.manager(),
                    "gptq",
                    weight,
                    hessian,
                    tensors(scope.manager(), layout, grids),
                    layout.bits(),
                    options.actOrder(),
                    options.damping());
            if (result.isEmpty()) {
                throw new HessianException(name, options.damping());
            }
            PackedWeight packed = PackedWeight.pack(layout, result.get(0).toByteArray(), grids);
            result.get(1).attach(owner);
            return new Rounded(packed, result.get(1));
        }
    }

    /** Scales, and zero points if there are any, each float32, shape (rows, groups). */
    private NDList tensors(NDManager owner, PackedLayout layout, GroupGrids grids) {
        float[] scales = new float[grids.scales().length];
        float[] zeros = new float[grids.zeros().length];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = FloatFormats.fromBf16(grids.scales()[i]);
        }
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = grids.zeros()[i];
        }
        NDList tensors = new NDList(session.floats(owner, scales, layout.rows(), layout.groupsPerRow()));
        if (layout.isAsymmetric()) {
            tensors.add(session.floats(owner, zeros, layout.rows(), layout.groupsPerRow()));
        }
        return tensors;
    }

    private static GroupGrids grids(PackedLayout layout, String name, NDArray weight) {
        try {
            return RoundToNearest.grids(layout, TorchSession.toFloats(weight));
        } catch (PackedWeightException e) {
            throw new PackedWeightException(name + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        kernels.close();
    }
}
