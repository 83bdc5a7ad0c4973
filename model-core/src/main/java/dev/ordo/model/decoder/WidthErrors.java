package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.List;

/**
 * What rounding some of a model's weights to so many bits does, if nothing else is rounded: of the residual stream where these weights
 * write into it, the squared error over the squared length, position by position, and the mean over all positions. Weights are rounded
 * by {@link dev.ordo.model.quantization.RoundToNearest}.
 *
 * <p>Over a position's own length, for that is what the next norm divides by; so the few positions that are a thousand times as
 * long as others count no more than these.
 *
 * <p>Errors in float32, summed in float64.
 */
public final class WidthErrors implements LayerListener, AutoCloseable {
    /** The groups of weights of a layer that are measured, each as a whole, for its weights share their inputs. */
    public static final List<List<String>> UNITS = List.of(
            List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
            List.of("self_attn.o_proj"),
            List.of("mlp.gate_proj", "mlp.up_proj"),
            List.of("mlp.down_proj"));

    private final LayeredDecoder decoder;
    private final TorchSession session;
    private final Kernels kernels;
    private final WorkProgress progress;
    private final int groupSize;
    private final long[] widths;
    private final double[][][] sums;
    private final long[] positions;

    /**
     * @param decoder that will be run with this listener
     * @param groupSize columns that share a scale; where it does not divide the columns, the error is 0
     * @param widths bits of a value, to try
     * @param progress told after each layer
     */
    public WidthErrors(LayeredDecoder decoder, int groupSize, List<Integer> widths, WorkProgress progress) {
        ModelConfig config = decoder.config();
        this.decoder = decoder;
        this.session = decoder.session();
        this.kernels =
                Kernels.compile(session.device(), "decoder", "products", "cpu", "fake_quantization", "width_errors");
        this.progress = progress;
        this.groupSize = groupSize;
        this.widths = widths.stream().mapToLong(Integer::longValue).toArray();
        this.sums = new double[config.numHiddenLayers()][UNITS.size()][this.widths.length];
        this.positions = new long[config.numHiddenLayers()];
    }

    @Override
    public void entering(int layer, NDList weights, NDArray input) {
        try (TensorScope scope = session.scope()) {
            double[] found = kernels.tensor(
                            scope.manager(),
                            "width_errors",
                            decoder.arguments().with(weights, layer, input, groupSize, widths))
                    .toDoubleArray();
            for (int i = 0; i < found.length; i++) {
                sums[layer][i / widths.length][i % widths.length] += found[i];
            }
        }
        positions[layer] += input.getShape().get(0) * input.getShape().get(1);
    }

    @Override
    public void passed(int layer, NDArray input, NDArray neurons, NDArray output) {}

    @Override
    public void finished(int layer) {
        progress.report(layer + 1, sums.length, "layer");
    }

    /**
     * The mean error by layer, unit and width; NaN where a state is no number.
     *
     * @return shape (layers, units, widths)
     */
    public double[][][] byLayer() {
        double[][][] means = new double[sums.length][][];
        for (int layer = 0; layer < means.length; layer++) {
            means[layer] = new double[UNITS.size()][];
            for (int unit = 0; unit < means[layer].length; unit++) {
                means[layer][unit] = over(sums[layer][unit], positions[layer]);
            }
        }
        return means;
    }

    /**
     * The mean error of rows of a matrix that the tokens of batches look up.
     *
     * @param name of the embedding or the head
     * @return by width
     */
    public double[] ofRows(String name, List<TokenBatch> batches) {
        double[] found = new double[widths.length];
        long rows = 0;
        for (TokenBatch batch : batches) {
            try (TensorScope scope = session.scope()) {
                NDArray values = decoder.rows(scope.manager(), name, batch);
                double[] errors = kernels.tensor(scope.manager(), "row_errors", values, groupSize, widths)
                        .toDoubleArray();
                for (int i = 0; i < found.length; i++) {
                    found[i] += errors[i];
                }
            }
            rows += batch.ids().length;
        }
        return over(found, rows);
    }

    private static double[] over(double[] sums, long count) {
        double[] means = new double[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = sums[i] / count;
        }
        return means;
    }

    @Override
    public void close() {
        kernels.close();
    }
}
