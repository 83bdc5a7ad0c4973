package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Revises a model's linear weights one after the other as it computes, so that each is calibrated on what those before it,
 * already revised, make of the calibration batches: in every layer q, k and v, then o, then gate and up, then down. This is
 * the true-sequential order of GPTQ's authors.
 *
 * <p>Holds the residual streams of all batches, the inputs of one layer's output projection, and one layer's weights.
 */
public final class SequentialRevision {
    private static final String ATTENTION = "self_attn.";
    private static final String MLP = "mlp.";

    private final LayeredDecoder decoder;
    private final WeightReviser reviser;
    private final List<NDArray> streams;
    private final NDManager owner;

    private SequentialRevision(LayeredDecoder decoder, WeightReviser reviser, NDManager owner, List<NDArray> streams) {
        this.decoder = decoder;
        this.reviser = reviser;
        this.owner = owner;
        this.streams = streams;
    }

    /**
     * Runs the batches from the embedding to the last layer, revising on the way. The checkpoint is not changed.
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    public static void run(LayeredDecoder decoder, List<TokenBatch> batches, WeightReviser reviser) {
        try (TensorScope scope = decoder.session().scope()) {
            List<NDArray> streams = decoder.embed(scope.manager(), batches);
            SequentialRevision revision = new SequentialRevision(decoder, reviser, scope.manager(), streams);
            for (int layer = 0; layer < decoder.config().numHiddenLayers(); layer++) {
                reviser.begin(layer);
                revision.layer(layer);
                reviser.finished(layer);
            }
        }
    }

    private void layer(int layer) {
        try (TensorScope held = decoder.session().scope()) {
            NDList weights = decoder.read(held.manager(), layer);
            Layer own = new Layer(held.manager(), decoder.layout().layer(layer), weights);
            own.revise(
                    List.of(ATTENTION + "q_proj", ATTENTION + "k_proj", ATTENTION + "v_proj"),
                    batch -> streams.forEach(x -> show(batch, "attention_inputs", weights, x)));
            List<NDArray> mixed = new ArrayList<>();
            streams.forEach(x -> mixed.add(compute("output_inputs", weights, layer, x)));
            own.revise(List.of(ATTENTION + "o_proj"), mixed::forEach);
            for (int i = 0; i < streams.size(); i++) {
                replace(i, compute("with_attention", weights, streams.get(i), mixed.get(i)));
                mixed.get(i).close();
            }
            own.revise(
                    List.of(MLP + "gate_proj", MLP + "up_proj"),
                    batch -> streams.forEach(x -> show(batch, "mlp_inputs", weights, x)));
            own.revise(
                    List.of(MLP + "down_proj"), batch -> streams.forEach(x -> show(batch, "down_inputs", weights, x)));
            for (int i = 0; i < streams.size(); i++) {
                replace(i, compute("with_mlp", weights, streams.get(i)));
            }
        }
    }

    private void show(Consumer<NDArray> batch, String kernel, NDList weights, NDArray x) {
        try (NDArray inputs = compute(kernel, weights, x)) {
            batch.accept(inputs);
        }
    }

    private NDArray compute(String kernel, NDList weights, Object... more) {
        return decoder.kernels().tensor(owner, kernel, decoder.arguments().with(weights, more));
    }

    private void replace(int stream, NDArray successor) {
        streams.get(stream).close();
        streams.set(stream, successor);
    }

    /** One layer's weights, of which some are put in the places of others. */
    private final class Layer {
        private final NDManager manager;
        private final List<String> names;
        private final NDList weights;

        Layer(NDManager manager, List<String> names, NDList weights) {
            this.manager = manager;
            this.names = names;
            this.weights = weights;
        }

        void revise(List<String> modules, WeightReviser.Inputs inputs) {
            List<String> chosen = modules.stream()
                    .map(module -> names.stream()
                            .filter(name -> name.endsWith(module + ".weight"))
                            .findFirst()
                            .orElseThrow())
                    .toList();
            NDList before = new NDList();
            chosen.forEach(name -> before.add(weights.get(names.indexOf(name))));
            NDList after = reviser.revise(manager, chosen, before, inputs);
            for (int i = 0; i < chosen.size(); i++) {
                weights.set(names.indexOf(chosen.get(i)), after.get(i));
                if (after.get(i) != before.get(i)) {
                    before.get(i).close();
                }
            }
        }
    }
}
