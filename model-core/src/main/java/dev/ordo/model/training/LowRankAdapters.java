package dev.ordo.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.adapter.LowRankPair;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Low-rank adapters of a model whose own weights are frozen: a step computes with W + scale * B A in place of each adapted weight W, and the
 * gradient of that sum gives those of A and B.
 *
 * <p>Owns, in float32, every pair and its gradients, and of every adapted weight the sum, until closed.
 *
 * @see <a href="https://arxiv.org/abs/2106.09685">Hu et al. 2021, LoRA</a>
 * @see <a href="https://arxiv.org/abs/2305.14314">Dettmers et al. 2023, QLoRA: over weights that are quantized</a>
 */
public final class LowRankAdapters implements AutoCloseable {
    private final DecoderModel model;
    private final AdapterConfig config;
    private final Kernels kernels;
    private final NDManager owner;
    private final List<String> names = new ArrayList<>();
    private final NDList frozen = new NDList();
    private final NDList a = new NDList();
    private final NDList b = new NDList();
    private final NDList da = new NDList();
    private final NDList db = new NDList();
    private final NDList sums = new NDList();
    private final List<Integer> places = new ArrayList<>();
    private final NDList computed;

    /**
     * Adapters of all weights that the configuration covers.
     *
     * @param model in float32, with plain weights; stays the caller's
     * @param pairs from a weight's name to the pair that training begins from, asked in the layout's order
     */
    public LowRankAdapters(DecoderModel model, AdapterConfig config, Function<String, LowRankPair> pairs) {
        this.model = model;
        this.config = config;
        this.kernels = Kernels.compile(model.session().device(), "adapters");
        this.owner = model.session().manager().newSubManager();
        this.computed = new NDList(model.parameters());
        List<String> all = model.layout().names();
        for (int i = 0; i < all.size(); i++) {
            if (config.covers(all.get(i))) {
                add(all.get(i), model.parameters().get(i), pairs.apply(all.get(i)));
                places.add(i);
                computed.set(i, sums.get(sums.size() - 1));
            }
        }
    }

    private void add(String name, NDArray weight, LowRankPair pair) {
        TorchSession session = model.session();
        long rows = weight.getShape().get(0);
        long columns = weight.getShape().get(1);
        names.add(name);
        frozen.add(weight);
        a.add(session.floats(owner, pair.a(), config.rank(), columns));
        b.add(session.floats(owner, pair.b(), rows, config.rank()));
        da.add(session.zeros(owner, config.rank(), columns));
        db.add(session.zeros(owner, rows, config.rank()));
        sums.add(session.zeros(owner, rows, columns));
    }

    /**
     * What a step computes with, in place of the model's parameters.
     *
     * @return in layout order: sums, which the next call writes over, and the model's own where there is no adapter
     */
    NDList weights() {
        kernels.number("adapted", frozen, a, b, config.scale(), sums);
        return computed;
    }

    /**
     * The gradients of {@link #trained}.
     *
     * @param found of {@link #weights}, in layout order
     * @return in the order of what is trained, written over by the next call
     */
    NDList gradients(NDList found) {
        NDList ofSums = new NDList();
        places.forEach(place -> ofSums.add(found.get(place)));
        kernels.number("adapter_gradients", ofSums, a, b, config.scale(), da, db);
        return new NDList(da).addAll(db);
    }

    /** Every A, and then every B. */
    TrainedTensors trained() {
        List<String> trained = new ArrayList<>();
        names.forEach(name -> trained.add(name + "/lora_A"));
        names.forEach(name -> trained.add(name + "/lora_B"));
        return new TrainedTensors(model, trained, new NDList(a).addAll(b));
    }

    /**
     * A pair as it is now, copied.
     *
     * @param name of a weight that has one
     */
    public LowRankPair pair(String name) {
        int index = names.indexOf(name);
        return new LowRankPair(
                config.rank(),
                config.scale(),
                TorchSession.toFloats(a.get(index)),
                TorchSession.toFloats(b.get(index)));
    }

    @Override
    public void close() {
        kernels.close();
        owner.close();
    }
}
