package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder that never holds more of its weights than one layer: a layer is read from the checkpoint, all batches pass through
 * it, and it is released. Of the embedding only the rows of the batches' tokens are read.
 *
 * <p>Holds the residual streams of all batches, one layer, and what one batch takes in it, all in float32. The numbers are those of {@link DecoderModel} on the same batches.
 */
public final class LayeredDecoder implements AutoCloseable {
    private final TorchSession session;
    private final ModelConfig config;
    private final ParameterLayout layout;
    private final Kernels kernels;
    private final DecoderArguments arguments;
    private final MappedWeights weights;

    /** @param checkpoint stays the caller's, open for as long as this is used */
    public LayeredDecoder(TorchSession session, CheckpointDirectory checkpoint) {
        this.session = session;
        this.config = checkpoint.config();
        this.layout = ParameterLayout.of(config);
        this.kernels = Kernels.compile(
                session.device(),
                "decoder",
                "products",
                "cpu",
                "layers",
                "sublayers",
                "heads",
                "neurons",
                "weights",
                "text_loss",
                "channels",
                "tensors");
        this.arguments = DecoderArguments.of(config, false, kernels, session);
        this.weights = new MappedWeights(session, checkpoint, kernels);
    }

    /**
     * Runs batches from the embedding to the last layer's output; the final norm and the head are left out.
     *
     * @param batches may have different shapes
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    public void run(List<TokenBatch> batches, LayerListener listener) {
        try (TensorScope scope = session.scope()) {
            List<NDArray> streams = embed(scope.manager(), batches);
            for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
                pass(scope.manager(), layer, streams, listener);
                listener.finished(layer);
            }
        }
    }

    /** The residual streams before the first layer. */
    List<NDArray> embed(NDManager owner, List<TokenBatch> batches) {
        List<NDArray> streams = new ArrayList<>();
        for (TokenBatch batch : batches) {
            batch.requireVocabulary(config.vocabSize());
            streams.add(rows(owner, ParameterLayout.EMBEDDING, batch));
        }
        return streams;
    }

    /** The rows of a matrix that the tokens of a batch look up, float32, shape (sequences, length, columns). */
    NDArray rows(NDManager owner, String name, TokenBatch batch) {
        try (TensorScope scope = session.scope()) {
            NDArray ids = session.longs(scope.manager(), batch.ids(), batch.sequences(), batch.length());
            return weights.rows(owner, name, ids);
        }
    }

    /** Puts each stream's successor in its place. */
    private void pass(NDManager owner, int layer, List<NDArray> streams, LayerListener listener) {
        try (TensorScope held = session.scope()) {
            NDList own = read(held.manager(), layer);
            for (int i = 0; i < streams.size(); i++) {
                NDArray input = streams.get(i);
                listener.entering(layer, own, input);
                NDList results = kernels.tensors(owner, "layer", arguments.with(own, layer, input));
                try (NDArray neurons = results.get(0)) {
                    listener.passed(layer, input, neurons, results.get(1));
                }
                input.close();
                streams.set(i, results.get(1));
            }
        }
    }

    /** The weights of one layer, in the order of the layout. */
    NDList read(NDManager owner, int layer) {
        NDList own = new NDList();
        layout.layer(layer).forEach(name -> own.add(weights.read(owner, name)));
        return own;
    }

    /** One weight, float32; the owner's. */
    NDArray read(NDManager owner, String name) {
        return weights.read(owner, name);
    }

    ModelConfig config() {
        return config;
    }

    ParameterLayout layout() {
        return layout;
    }

    DecoderArguments arguments() {
        return arguments;
    }

    TorchSession session() {
        return session;
    }

    Kernels kernels() {
        return kernels;
    }

    @Override
    public void close() {
        kernels.close();
    }
}
