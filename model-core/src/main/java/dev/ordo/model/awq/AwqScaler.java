package dev.ordo.model.awq;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.decoder.WeightReviser;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;

/**
 * AWQ's choice of how much larger each column of some weights, which share their inputs, is to be when it is rounded:
 *
 * <pre>
 * s(a)  = mean |x|^a / (mean |w|^(1 - a) + 1e-4), over sqrt(max s * min s)
 * error = || (round(W s) / s - W) X ||^2
 * </pre>
 *
 * <p>for the exponent a of the least error, of {@value #GRID} choices: no scaling, and from 0 to 1. |w| is relative to the largest of its
 * group. Scales as llm-compressor computes them ({@code duo_scaling}); the error is the paper's, of the weights' own products, where
 * llm-compressor takes that of the attention or the MLP as a whole. So the products of inputs (a Hessian) say all about the calibration text.
 *
 * @see <a href="https://arxiv.org/abs/2306.00978">Lin et al. 2023, equations 4 and 5</a>
 */
public final class AwqScaler implements AutoCloseable {
    static final int GRID = 20;

    private final TorchSession session;
    private final Kernels kernels;

    public AwqScaler(TorchSession session) {
        this.session = session;
        this.kernels = Kernels.compile(session.device(), "fake_quantization", "awq");
    }

    /**
     * What was chosen.
     *
     * @param scales by which columns are multiplied, above 0, shape (in)
     * @param errors by choice, of which the first is that of no scaling
     */
    public record Chosen(float[] scales, double[] errors) {}

    /**
     * Chooses.
     *
     * @param weights float32, each of shape (out, in); left as they are
     * @param inputs what they are multiplied with
     * @param bits width of a value
     * @param groupSize columns that share a scale
     */
    public Chosen choose(NDList weights, WeightReviser.Inputs inputs, int bits, int groupSize) {
        try (TensorScope scope = session.scope()) {
            long columns = weights.get(0).getShape().get(1);
            NDArray hessian = session.zeros(scope.manager(), columns, columns);
            NDArray magnitudes = session.zeros(scope.manager(), columns);
            long[] count = {0};
            inputs.forEach(batch -> count[0] += kernels.number("add_inputs", batch, hessian, magnitudes));
            NDArray mean = magnitudes.div(count[0]);
            NDList found = kernels.tensors(scope.manager(), "awq", weights, hessian, mean, bits, groupSize, GRID);
            return new Chosen(TorchSession.toFloats(found.get(0)), found.get(1).toDoubleArray());
        }
    }

    /** A weight with its columns multiplied by scales, or divided; the owner's. */
    NDArray scaled(NDManager owner, NDArray weight, float[] scales, boolean divide) {
        try (TensorScope scope = session.scope()) {
            NDArray columns = session.floats(scope.manager(), scales, scales.length);
            return kernels.tensor(owner, divide ? "unscaled" : "scaled", weight, columns);
        }
    }

    @Override
    public void close() {
        kernels.close();
    }
}
