package dev.ordo.model.gptq;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.packed.GroupGrids;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.quantization.FiniteWeights;
import dev.ordo.model.quantization.RoundToNearest;
import dev.ordo.model.safetensors.FloatFormats;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.List;

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
 * <p>Unless groups are clipped, scales and zero points are those of {@link RoundToNearest} on the weight as it was. Computed in float32 as llm-compressor computes, to the
 * same integers; but where that falls back to rounding to nearest, because the Hessian cannot be inverted, this refuses. An input that
 * calibration never stirs has its weights set to 0.
 *
 * @see <a href="https://arxiv.org/abs/2210.17323">Frantar et al. 2023, algorithm 1; act-order and static groups are later
 *     additions of the authors' code</a>
 */
public final class GptqQuantizer implements AutoCloseable {
    /** How many scales that clip are tried for each group. */
    private static final int CLIPPED_SCALES = 20;

    private final TorchSession session;
    private final GptqOptions options;
    private final Kernels kernels;

    public GptqQuantizer(TorchSession session, GptqOptions options) {
        this.session = session;
        this.options = options;
        this.kernels = Kernels.compile(session.device(), "gptq", "clipping");
    }

    /**
     * A weight to be quantized.
     *
     * @param name for messages
     * @param values float32, shape (out, in)
     */
    public record Weight(String name, PackedLayout layout, NDArray values) {}

    /**
     * What was chosen for one weight.
     *
     * @param packed the integers and their grids
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
     * Chooses the integers of weights that share their inputs, and are alike in bits, groups and numbers.
     *
     * @param weights left as they are
     * @param hessian of their inputs, float32, shape (in, in); left as it is
     * @return in their order
     * @throws PackedWeightException naming the weight, if an element is not finite
     * @throws IllegalArgumentException if they are not alike
     * @throws HessianException naming the first, if the Hessian is not positive definite
     */
    public List<Rounded> quantize(NDManager owner, List<Weight> weights, NDArray hessian) {
        if (weights.stream().map(each -> each.layout().withRows(1)).distinct().count() != 1) {
            throw new IllegalArgumentException("weights that share their inputs must be packed alike: " + weights);
        }
        List<GroupGrids> grids =
                weights.stream().map(each -> grids(each, hessian)).toList();
        try (TensorScope scope = session.scope()) {
            NDList values = new NDList();
            NDList scales = new NDList();
            NDList zeros = new NDList();
            for (int i = 0; i < weights.size(); i++) {
                PackedLayout layout = weights.get(i).layout();
                values.add(weights.get(i).values());
                scales.add(
                        tensor(scope, layout, FloatFormats.fromBf16(grids.get(i).scales())));
                if (layout.isAsymmetric()) {
                    zeros.add(tensor(scope, layout, floats(grids.get(i).zeros())));
                }
            }
            NDList result = kernels.tensors(
                    scope.manager(),
                    "gptq",
                    values,
                    hessian,
                    scales,
                    zeros,
                    weights.get(0).layout().bits(),
                    options.actOrder(),
                    options.damping());
            if (result.isEmpty()) {
                throw new HessianException(weights.get(0).name(), options.damping());
            }
            List<Rounded> rounded = new ArrayList<>();
            for (int i = 0; i < weights.size(); i++) {
                byte[] integers = result.get(i).toByteArray();
                NDArray chosen = result.get(weights.size() + i);
                chosen.attach(owner);
                rounded.add(new Rounded(PackedWeight.pack(weights.get(i).layout(), integers, grids.get(i)), chosen));
            }
            return rounded;
        }
    }

    private GroupGrids leastError(Weight weight, NDArray hessian) {
        PackedLayout layout = weight.layout();
        try (TensorScope scope = session.scope()) {
            FiniteWeights.require(scope, kernels, layout, weight.name(), weight.values());
            NDArray scales = kernels.tensor(
                    scope.manager(),
                    "least_error_scales",
                    weight.values(),
                    hessian,
                    layout.bits(),
                    layout.groupSize(),
                    CLIPPED_SCALES);
            return GroupGrids.symmetric(FloatFormats.toBf16(TorchSession.toFloats(scales)));
        }
    }

    private NDArray tensor(TensorScope scope, PackedLayout layout, float... byGroup) {
        return session.floats(scope.manager(), byGroup, layout.rows(), layout.groupsPerRow());
    }

    private static float[] floats(byte... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    private GroupGrids grids(Weight weight, NDArray hessian) {
        if (options.clip()) {
            return leastError(weight, hessian);
        }
        try {
            return RoundToNearest.grids(weight.layout(), TorchSession.toFloats(weight.values()));
        } catch (PackedWeightException e) {
            throw e.of(weight.name());
        }
    }

    @Override
    public void close() {
        kernels.close();
    }
}
