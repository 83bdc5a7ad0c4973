package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
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
    private final List<LayerListener> others;
    private final float[][] saliency;

    private MlpSaliency(LayeredDecoder decoder, NDArray squares, WorkProgress progress, List<LayerListener> others) {
        this.decoder = decoder;
        this.squares = squares;
        this.progress = progress;
        this.others = others;
        this.saliency = new float[decoder.config().numHiddenLayers()][];
    }

    /**
     * Runs the batches through the model.
     *
     * @param batches of equally long sequences
     * @param progress told after each layer; may throw to stop
     * @param others measure in the same pass, and are told of everything first
     * @return by layer, shape (layers, intermediate), float32
     * @throws IllegalArgumentException if there is no batch, sequences differ in length, or an id is not in the vocabulary
     */
    public static float[][] measure(
            LayeredDecoder decoder, List<TokenBatch> batches, WorkProgress progress, LayerListener... others) {
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
            MlpSaliency listener = new MlpSaliency(decoder, squares, progress, List.of(others));
            decoder.run(batches, listener);
            return listener.saliency;
        }
    }

    @Override
    public void entering(int layer, NDList weights, NDArray input) {
        others.forEach(each -> each.entering(layer, weights, input));
    }

    @Override
    public void passed(int layer, NDArray input, NDArray neurons, NDArray output) {
        others.forEach(each -> each.passed(layer, input, neurons, output));
        decoder.kernels().number("add_squares", neurons, squares);
    }

    @Override
    public void finished(int layer) {
        others.forEach(each -> each.finished(layer));
        try (TensorScope scope = decoder.session().scope()) {
            saliency[layer] =
                    TorchSession.toFloats(decoder.kernels().tensor(scope.manager(), "take_saliency", squares));
        }
        progress.report(layer + 1, saliency.length, "layer");
    }
}
