package dev.ordo.model.training;

import ai.djl.ndarray.NDList;
import dev.ordo.model.decoder.DecoderModel;
import java.util.List;

/**
 * What training changes.
 *
 * @param model whose kernels do it, and on whose device it is
 * @param names of the tensors, in their order
 * @param tensors float32; they stay their owner's
 */
record TrainedTensors(DecoderModel model, List<String> names, NDList tensors) {
    /** Every parameter of a model. */
    static TrainedTensors of(DecoderModel model) {
        return new TrainedTensors(model, model.layout().names(), model.parameters());
    }
}
