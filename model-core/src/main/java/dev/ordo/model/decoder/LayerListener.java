package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** Told what passes through a model that is run a layer at a time; may throw to stop. */
public interface LayerListener {
    /**
     * One batch is about to pass through one layer. The tensors are float32 and live no longer than this call.
     *
     * @param weights of the layer, in the order of {@link ParameterLayout}
     * @param input the residual stream before the layer, shape (sequences, length, hidden)
     */
    default void entering(int layer, NDList weights, NDArray input) {}

    /**
     * One batch has passed through one layer. The tensors are float32 and live no longer than this call.
     *
     * @param layer counted from 0; all batches pass through one before any passes through the next
     * @param input the residual stream before the layer, shape (sequences, length, hidden)
     * @param neurons silu(gate(x)) * up(x) of the layer's MLP, shape (sequences, length, intermediate)
     * @param output the residual stream after the layer, shape (sequences, length, hidden)
     */
    void passed(int layer, NDArray input, NDArray neurons, NDArray output);

    /** All batches have passed through this layer, whose weights are released. */
    void finished(int layer);
}
