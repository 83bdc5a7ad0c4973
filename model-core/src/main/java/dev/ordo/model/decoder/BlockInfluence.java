package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;

/**
 * How much each layer changes the residual stream: 1 - E[cos(x_in, x_out)], over all positions of all calibration sequences. A layer
 * of little influence can be left out.
 *
 * <p>Cosines of float32 states, summed in float64.
 *
 * @see <a href="https://arxiv.org/abs/2403.03853">Men et al. 2024, equation 1</a>
 */
public final class BlockInfluence implements LayerListener, AutoCloseable {
    private final TorchSession session;
    private final Kernels kernels;
    private final double[] cosines;
    private final long[] positions;

    /** @param decoder that will be run with this listener */
    public BlockInfluence(LayeredDecoder decoder) {
        this.session = decoder.session();
        this.kernels = Kernels.compile(session.device(), "influence");
        this.cosines = new double[decoder.config().numHiddenLayers()];
        this.positions = new long[cosines.length];
    }

    @Override
    public void passed(int layer, NDArray input, NDArray neurons, NDArray output) {
        try (TensorScope scope = session.scope()) {
            cosines[layer] +=
                    kernels.tensor(scope.manager(), "cosines", input, output).toDoubleArray()[0];
        }
        positions[layer] += input.getShape().get(0) * input.getShape().get(1);
    }

    @Override
    public void finished(int layer) {}

    /** By layer, in [0, 2]; NaN where a state is no number. */
    public float[] byLayer() {
        float[] influence = new float[cosines.length];
        for (int layer = 0; layer < influence.length; layer++) {
            influence[layer] = (float) (1 - cosines[layer] / positions[layer]);
        }
        return influence;
    }

    @Override
    public void close() {
        kernels.close();
    }
}
