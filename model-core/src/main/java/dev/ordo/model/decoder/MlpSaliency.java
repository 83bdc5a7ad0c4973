package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.List;

/**
 * Saliency of each MLP neuron from calibration text: the L2 norm over the calibration sequences, then the mean over the
 * positions, of its activation silu(gate(x)) * up(x), x being the layer's normalized input.
 *
 * <p>All batches together are one batch: squares are summed in float32, in a buffer of positions * neurons.
 *
 * @see <a href="https://arxiv.org/abs/2407.14679">Muralidharan et al. 2024, section 2.2, the (L2, mean) aggregate</a>
 */
public final class MlpSaliency implements LayerListener {
    private final LayeredDecoder decoder;
    private final NDArray squares;
    private final WorkProgress progress;
    private final float[][] saliency;

    private MlpSaliency(LayeredDecoder decoder, NDArray squares, WorkProgress progress) {
        this.decoder = decoder;
        this.squares = squares;
        this.progress = progress;
        this.saliency = new float[decoder.config().numHiddenLayers()][];
    }

    /**
     * Runs the batches through the model.
     *
     * @param batches of equally long sequences
     * @param progress told after each layer; may throw to stop
     * @return by layer, shape (layers, intermediate), float32
     * @throws IllegalArgumentException if there is no batch, sequences differ in length, or an id is not in the vocabulary
     */
    public static float[][] measure(LayeredDecoder decoder, List<TokenBatch> batches, WorkProgress progress) {
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("there is no calibration batch");
        }
        int positions = batches.get(0).length();
        for (TokenBatch batch : batches) {
            if (batch.length() != positions) {
                throw new IllegalArgumentException(
                        "calibration sequences must have " + positions + " tokens, had " + batch.length());
            }
        }
        try (TensorScope scope = decoder.session().scope()) {
            NDArray squares = decoder.session()
                    .zeros(scope.manager(), positions, decoder.config().intermediateSize());
            MlpSaliency listener = new MlpSaliency(decoder, squares, progress);
            decoder.run(batches, listener);
            return listener.saliency;
        }
    }

    @Override
    public void passed(int layer, NDArray input, NDArray neurons, NDArray output) {
        decoder.kernels().number("add_squares", neurons, squares);
    }

    @Override
    public void finished(int layer) {
        try (TensorScope scope = decoder.session().scope()) {
            saliency[layer] =
                    TorchSession.toFloats(decoder.kernels().tensor(scope.manager(), "take_saliency", squares));
        }
        progress.report(layer + 1, saliency.length, "layer");
    }
}
