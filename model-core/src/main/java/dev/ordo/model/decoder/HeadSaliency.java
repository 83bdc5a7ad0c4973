package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;

/**
 * Saliency of each key/value head with the query heads that read it: the L2 norm over the calibration sequences, then the mean over
 * the positions, of what these query heads give together, before the output projection.
 *
 * <p>All batches together are one batch: squares are summed in float32, in a buffer of positions * groups. Attention is computed
 * once more for it.
 *
 * @see <a href="https://arxiv.org/abs/2407.14679">Muralidharan et al. 2024, section 2.2: heads, the (L2, mean) aggregate</a>
 */
public final class HeadSaliency implements LayerListener, AutoCloseable {
    private final LayeredDecoder decoder;
    private final TensorScope scope;
    private final NDArray squares;
    private final float[][] saliency;

    /**
     * @param decoder that will be run with this listener
     * @param positions of every sequence
     */
    public HeadSaliency(LayeredDecoder decoder, int positions) {
        this.decoder = decoder;
        this.scope = decoder.session().scope();
        this.squares = decoder.session()
                .zeros(scope.manager(), positions, decoder.config().numKeyValueHeads());
        this.saliency = new float[decoder.config().numHiddenLayers()][];
    }

    @Override
    public void entering(int layer, NDList weights, NDArray input) {
        decoder.kernels().number("add_head_squares", decoder.arguments().with(weights, layer, input, squares));
    }

    @Override
    public void passed(int layer, NDArray input, NDArray neurons, NDArray output) {}

    @Override
    public void finished(int layer) {
        try (TensorScope result = decoder.session().scope()) {
            saliency[layer] =
                    TorchSession.toFloats(decoder.kernels().tensor(result.manager(), "take_saliency", squares));
        }
    }

    /** By layer, shape (layers, key/value heads), float32. */
    public float[][] byLayer() {
        return saliency;
    }

    @Override
    public void close() {
        scope.close();
    }
}
