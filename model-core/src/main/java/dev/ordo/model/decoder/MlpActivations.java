package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;

/**
 * Saliency of each MLP neuron from calibration text: the L2 norm over the calibration sequences, then the mean over the
 * positions, of its activation silu(gate(x)) * up(x), x being the layer's normalized input.
 *
 * <p>All batches together are one batch: squares are summed in float32 until {@link #saliency} is asked, in a buffer of
 * layers * positions * neurons that this object owns.
 *
 * @see <a href="https://arxiv.org/abs/2407.14679">Muralidharan et al. 2024, section 2.2, the (L2, mean) aggregate</a>
 */
public final class MlpActivations implements AutoCloseable {
    private final DecoderModel model;
    private final int positions;
    private final NDManager owner;
    private final NDArray squares;
    private boolean empty = true;

    /** Nothing yet, for calibration sequences of so many positions. */
    public MlpActivations(DecoderModel model, int positions) {
        this.model = model;
        this.positions = positions;
        this.owner = model.session().manager().newSubManager();
        this.squares = model.session()
                .zeros(
                        owner,
                        model.config().numHiddenLayers(),
                        positions,
                        model.config().intermediateSize());
    }

    /**
     * Runs the model on a batch and adds its activations.
     *
     * @throws IllegalArgumentException if its sequences are of another length, or an id is not in the vocabulary
     */
    public void add(TokenBatch batch) {
        if (batch.length() != positions) {
            throw new IllegalArgumentException(
                    "calibration sequences must have " + positions + " tokens, had " + batch.length());
        }
        try (TensorScope scope = model.session().scope()) {
            model.kernels()
                    .number(
                            "add_neuron_squares",
                            model.parameters(),
                            model.tokens(scope, batch),
                            model.shape(),
                            model.config().ropeTheta(),
                            model.config().rmsNormEps(),
                            squares);
        }
        empty = false;
    }

    /**
     * The saliency so far.
     *
     * @return by layer, shape (layers, intermediate), float32
     * @throws IllegalStateException if no batch was added
     */
    public float[][] saliency() {
        if (empty) {
            throw new IllegalStateException("no calibration batch was added");
        }
        try (TensorScope scope = model.session().scope()) {
            float[] all = TorchSession.toFloats(model.kernels().tensor(scope.manager(), "neuron_saliency", squares));
            int neurons = model.config().intermediateSize();
            float[][] layers = new float[model.config().numHiddenLayers()][];
            for (int layer = 0; layer < layers.length; layer++) {
                layers[layer] = Arrays.copyOfRange(all, layer * neurons, (layer + 1) * neurons);
            }
            return layers;
        }
    }

    @Override
    public void close() {
        owner.close();
    }
}
