package dev.ordo.model.awq;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.decoder.WeightReviser;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.quantization.FiniteWeights;
import dev.ordo.model.safetensors.FloatFormats;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;

/**
 * AWQ of weights that share their inputs. How much larger each column is to be when it is rounded:
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
 * <p>Then, as the paper's code does and llm-compressor does not, each group's scale: the one that clips none of its weights, or one of
 * {@value #GRID} others, whichever makes the least error of the group's products with its inputs.
 *
 * @see <a href="https://arxiv.org/abs/2306.00978">Lin et al. 2023, equations 4 and 5</a>
 * @see <a href="https://github.com/mit-han-lab/llm-awq">llm-awq, auto_clip</a>
 */
public final class AwqQuantizer implements AutoCloseable {
    static final int GRID = 20;

    private final TorchSession session;
    private final Kernels kernels;

    public AwqQuantizer(TorchSession session) {
        this.session = session;
        this.kernels = Kernels.compile(session.device(), "awq", "clipping");
    }

    /**
     * What calibration text says of inputs.
     *
     * @param hessian their products, summed, float32, shape (in, in)
     * @param magnitudes the means of their absolute values, float32, shape (in)
     */
    public record InputStatistics(NDArray hessian, NDArray magnitudes) {}

    /**
     * What was chosen.
     *
     * @param scales by which columns are multiplied, above 0, shape (in)
     * @param errors by choice, of which the first is that of no scaling
     */
    public record Chosen(float[] scales, double[] errors) {}

    /**
     * What became of one weight.
     *
     * @param packed the integers and their scales, of the columns as they were multiplied
     * @param weight what they stand for, its columns divided again, float32, shape (out, in); the owner's
     */
    public record Rounded(PackedWeight packed, NDArray weight) {}

    /**
     * Reads inputs.
     *
     * @param owner of what is returned
     * @param columns of the weights
     */
    public InputStatistics statistics(NDManager owner, long columns, WeightReviser.Inputs inputs) {
        NDArray hessian = session.zeros(owner, columns, columns);
        NDArray magnitudes = session.zeros(owner, columns);
        long[] count = {0};
        inputs.forEach(batch -> count[0] += kernels.number("add_inputs", batch, hessian, magnitudes));
        magnitudes.divi(count[0]);
        return new InputStatistics(hessian, magnitudes);
    }

    /**
     * Chooses the scales of columns.
     *
     * @param weights float32, each of shape (out, in); left as they are
     * @param inputs of theirs
     * @param bits width of a value
     * @param groupSize columns that share a scale
     */
    public Chosen choose(NDList weights, InputStatistics inputs, int bits, int groupSize) {
        try (TensorScope scope = session.scope()) {
            NDList found = kernels.tensors(
                    scope.manager(), "awq", weights, inputs.hessian(), inputs.magnitudes(), bits, groupSize, GRID);
            return new Chosen(TorchSession.toFloats(found.get(0)), found.get(1).toDoubleArray());
        }
    }

    /**
     * Rounds one weight, its columns multiplied.
     *
     * @param name for messages
     * @param weight float32, shape (out, in); left as it is
     * @param scales by which columns are multiplied, shape (in)
     * @throws PackedWeightException naming the weight, if an element is not finite
     */
    public Rounded round(
            NDManager owner, PackedLayout layout, String name, NDArray weight, float[] scales, InputStatistics inputs) {
        try (TensorScope scope = session.scope()) {
            FiniteWeights.require(scope, kernels, layout, name, weight);
            NDArray columns = session.floats(scope.manager(), scales, scales.length);
            NDList found = kernels.tensors(
                    scope.manager(),
                    "awq_rounded",
                    weight,
                    inputs.hessian(),
                    columns,
                    layout.bits(),
                    layout.groupSize(),
                    GRID);
            PackedWeight packed = packed(layout, name, found);
            found.get(2).attach(owner);
            return new Rounded(packed, found.get(2));
        }
    }

    private static PackedWeight packed(PackedLayout layout, String name, NDList found) {
        try {
            return PackedWeight.pack(
                    layout, found.get(0).toByteArray(), FloatFormats.toBf16(TorchSession.toFloats(found.get(1))));
        } catch (PackedWeightException e) {
            throw e.of(name);
        }
    }

    @Override
    public void close() {
        kernels.close();
    }
}
