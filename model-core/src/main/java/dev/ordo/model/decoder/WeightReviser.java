package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.Consumer;

/** Changes the weights of a model's linear layers in the order in which it computes with them; may throw to stop. */
@FunctionalInterface
public interface WeightReviser {
    /** A layer's weights come next. */
    default void begin(int layer) {}

    /**
     * Changes weights that share their inputs: q, k and v of a layer, or o, or gate and up, or down.
     *
     * @param owner of what is returned
     * @param names logical names
     * @param weights float32, each of shape (out, in)
     * @param inputs what all calibration batches, having passed through what is revised already, are multiplied with
     * @return the weights to go on with, in the same order, of the same shapes
     */
    NDList revise(NDManager owner, List<String> names, NDList weights, Inputs inputs);

    /** All weights of a layer are revised, and its batches have passed it. */
    default void finished(int layer) {}

    /** The inputs of some linear layers. */
    @FunctionalInterface
    interface Inputs {
        /** Computes and shows them batch by batch, float32, shape (sequences, length, in); none lives longer than its call. */
        void forEach(Consumer<NDArray> batch);
    }
}
