package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * The loss of the calibration text by the model without each of its layers, one left out at a time: the logarithm of its perplexity. A
 * layer without which it is small can be left out.
 *
 * <p>What comes before the layer that is left out is the model's own, so the streams without a layer branch off in one pass: each layer
 * takes, beside the whole model's, those without any layer before it, half of all passes. All streams are held, one for each layer.
 *
 * @see <a href="https://arxiv.org/abs/2402.02834">Kim et al. 2024, section 3.1: perplexity, one shot</a>
 */
public final class OmissionLoss implements LayerListener, AutoCloseable {
    private final LayeredDecoder decoder;
    private final List<TokenBatch> batches;
    private final TensorScope scope;
    private final List<List<NDArray>> streams = new ArrayList<>();
    private int batch;

    /**
     * @param decoder that will be run with this listener
     * @param batches that it will be run on
     */
    public OmissionLoss(LayeredDecoder decoder, List<TokenBatch> batches) {
        this.decoder = decoder;
        this.batches = batches;
        this.scope = decoder.session().scope();
    }

    @Override
    public void entering(int layer, NDList weights, NDArray input) {
        if (batch == 0) {
            streams.add(new ArrayList<>());
        }
        for (List<NDArray> without : streams.subList(0, layer)) {
            without.set(batch, passed(layer, weights, without.get(batch)));
        }
        streams.get(layer).add(decoder.kernels().tensor(scope.manager(), "own", input));
        batch++;
    }

    private NDArray passed(int layer, NDList weights, NDArray stream) {
        NDList results = decoder.kernels()
                .tensors(scope.manager(), "layer", decoder.arguments().with(weights, layer, stream));
        stream.close();
        results.get(0).close();
        return results.get(1);
    }

    @Override
    public void passed(int layer, NDArray input, NDArray neurons, NDArray output) {}

    @Override
    public void finished(int layer) {
        batch = 0;
    }

    /**
     * By the layer that is left out, in nats a token: the mean over all positions but each sequence's first, summed in float64; NaN where a
     * state is no number.
     *
     * @param progress told after each; may throw to stop
     */
    public float[] byLayer(WorkProgress progress) {
        float[] losses = new float[streams.size()];
        try (TensorScope held = decoder.session().scope()) {
            NDList head = new NDList(
                    decoder.read(held.manager(), ParameterLayout.NORM),
                    decoder.read(held.manager(), decoder.layout().head()));
            for (int layer = 0; layer < losses.length; layer++) {
                losses[layer] = loss(head, streams.get(layer));
                progress.report(layer + 1, losses.length, "loss without a layer");
            }
        }
        return losses;
    }

    private float loss(NDList head, List<NDArray> without) {
        double sum = 0;
        long positions = 0;
        for (int i = 0; i < batches.size(); i++) {
            TokenBatch text = batches.get(i);
            try (TensorScope each = decoder.session().scope()) {
                NDArray tokens = decoder.session().longs(each.manager(), text.ids(), text.sequences(), text.length());
                sum += decoder.kernels()
                        .tensor(
                                each.manager(),
                                "text_loss",
                                without.get(i),
                                head,
                                decoder.config().rmsNormEps(),
                                tokens)
                        .toDoubleArray()[0];
            }
            positions += (long) text.sequences() * (text.length() - 1);
        }
        return (float) (sum / positions);
    }

    @Override
    public void close() {
        scope.close();
    }
}
