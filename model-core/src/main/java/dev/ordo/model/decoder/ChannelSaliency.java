package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;

/**
 * Saliency of each channel of the residual stream: the L2 norm over the calibration sequences, then the mean over the positions, of the
 * output of a norm; summed over the two norms of every layer. The final norm does not count.
 *
 * <p>All batches together are one batch: squares are summed in float32, in two buffers of positions * channels; norms in float64. Attention
 * is computed once more for it.
 *
 * @see <a href="https://arxiv.org/abs/2407.14679">Muralidharan et al. 2024, section 2.2: embedding channels, the (L2, mean)
 *     aggregate</a>
 */
public final class ChannelSaliency implements LayerListener, AutoCloseable {
    private final LayeredDecoder decoder;
    private final TensorScope scope;
    private final NDArray attention;
    private final NDArray mlp;
    private final double[] sums;

    /**
     * @param decoder that will be run with this listener
     * @param positions of every sequence
     */
    public ChannelSaliency(LayeredDecoder decoder, int positions) {
        this.decoder = decoder;
        this.scope = decoder.session().scope();
        int channels = decoder.config().hiddenSize();
        this.attention = decoder.session().zeros(scope.manager(), positions, channels);
        this.mlp = decoder.session().zeros(scope.manager(), positions, channels);
        this.sums = new double[channels];
    }

    @Override
    public void entering(int layer, NDList weights, NDArray input) {
        decoder.kernels()
                .number("add_channel_squares", decoder.arguments().with(weights, layer, input, attention, mlp));
    }

    @Override
    public void passed(int layer, NDArray input, NDArray neurons, NDArray output) {}

    @Override
    public void finished(int layer) {
        add(attention);
        add(mlp);
    }

    private void add(NDArray squares) {
        try (TensorScope result = decoder.session().scope()) {
            float[] saliency =
                    TorchSession.toFloats(decoder.kernels().tensor(result.manager(), "take_saliency", squares));
            for (int channel = 0; channel < sums.length; channel++) {
                sums[channel] += saliency[channel];
            }
        }
    }

    /** Shape (channels), float32. */
    public float[] ofModel() {
        float[] saliency = new float[sums.length];
        for (int channel = 0; channel < saliency.length; channel++) {
            saliency[channel] = (float) sums[channel];
        }
        return saliency;
    }

    @Override
    public void close() {
        scope.close();
    }
}
