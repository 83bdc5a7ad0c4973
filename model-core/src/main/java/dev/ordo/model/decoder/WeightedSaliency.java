package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;

/** Saliency of each MLP neuron from its weights and from what it gives on calibration text, summed in float32. */
public final class WeightedSaliency implements LayerListener, AutoCloseable {
    private final LayeredDecoder decoder;
    private final Measure measure;
    private final TensorScope scope;
    private final NDArray totals;
    private final float[][] saliency;
    private NDArray sizes;

    /** @param decoder that will be run with this listener */
    public WeightedSaliency(LayeredDecoder decoder, Measure measure) {
        this.decoder = decoder;
        this.measure = measure;
        this.scope = decoder.session().scope();
        this.totals = decoder.session().zeros(scope.manager(), decoder.config().intermediateSize());
        this.saliency = new float[decoder.config().numHiddenLayers()][];
    }

    @Override
    public void entering(int layer, NDList weights, NDArray input) {
        if (sizes == null) {
            sizes = decoder.kernels()
                    .tensor(scope.manager(), measure.sizes, decoder.arguments().with(weights));
        }
        if (measure == Measure.MIXTURE) {
            decoder.kernels().number("add_gate_sizes", decoder.arguments().with(weights, layer, input, totals));
        }
    }

    @Override
    public void passed(int layer, NDArray input, NDArray neurons, NDArray output) {
        if (measure == Measure.WANDA) {
            decoder.kernels().number("add_totals", neurons, totals);
        }
    }

    @Override
    public void finished(int layer) {
        try (TensorScope result = decoder.session().scope()) {
            saliency[layer] =
                    TorchSession.toFloats(decoder.kernels().tensor(result.manager(), measure.take, sizes, totals));
        }
        sizes.close();
        sizes = null;
    }

    /** By layer, shape (layers, intermediate), float32. */
    public float[][] byLayer() {
        return saliency;
    }

    @Override
    public void close() {
        scope.close();
    }

    /** How weights and activations make a saliency. */
    public enum Measure {
        /**
         * The L1 norm of a neuron's column of down, times the L2 norm of its activation over all positions.
         *
         * @see <a href="https://arxiv.org/abs/2306.11695">Sun et al. 2023, equation 1, summed over the outputs</a>
         */
        WANDA("down_sizes", "take_wanda"),
        /**
         * Half the L1 norm of a neuron's rows of gate and up, half the mean absolute output of its gate before silu, each as a share of the
         * layer's largest: the paper says normalized, and no more.
         *
         * @see <a href="https://arxiv.org/abs/2511.19495">the paper whose orderings are studied</a>
         */
        MIXTURE("gate_up_sizes", "take_mixture");

        private final String sizes;
        private final String take;

        Measure(String sizes, String take) {
            this.sizes = sizes;
            this.take = take;
        }
    }
}
