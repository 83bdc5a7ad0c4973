package dev.ordo.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * AdamW's moments for every parameter of a model, in two groups: matrices, which decay, and vectors, which do not.
 *
 * <p>Owns twice the model's size in float32 until closed.
 */
final class OptimizerState implements AutoCloseable {
    private final DecoderModel model;
    private final AdamW constants;
    private final NDManager owner;
    private final List<Group> groups;

    OptimizerState(DecoderModel model, AdamW constants) {
        this.model = model;
        this.constants = constants;
        this.owner = model.session().manager().newSubManager();
        this.groups = List.of(group(2, constants.weightDecay()), group(1, 0));
    }

    private Group group(int rank, double decay) {
        Group group = new Group(decay, new ArrayList<>(), new NDList(), new NDList(), new NDList(), new NDList());
        for (int i = 0; i < model.parameters().size(); i++) {
            NDArray parameter = model.parameters().get(i);
            if (parameter.getShape().dimension() == rank) {
                long[] shape = parameter.getShape().getShape();
                group.members().add(i);
                group.parameters().add(parameter);
                group.first().add(model.session().zeros(owner, shape));
                group.second().add(model.session().zeros(owner, shape));
                group.counts().add(model.session().zeros(owner));
            }
        }
        return group;
    }

    /**
     * Clips the gradients in place and updates the parameters in place.
     *
     * @param gradients one per parameter, in layout order
     * @param rate the learning rate
     * @return the gradients' joint L2 norm before clipping
     */
    double apply(TensorScope scope, NDList gradients, double rate) {
        double norm = model.kernels()
                .tensor(scope.manager(), "clip", gradients, constants.clippingNorm())
                .getFloat();
        for (Group group : groups) {
            NDList chosen = new NDList();
            group.members().forEach(member -> chosen.add(gradients.get(member)));
            model.kernels()
                    .number(
                            "adamw",
                            group.parameters(),
                            chosen,
                            group.first(),
                            group.second(),
                            group.counts(),
                            rate,
                            constants.beta1(),
                            constants.beta2(),
                            constants.epsilon(),
                            group.decay());
        }
        return norm;
    }

    @Override
    public void close() {
        owner.close();
    }

    private record Group(
            double decay, List<Integer> members, NDList parameters, NDList first, NDList second, NDList counts) {}
}
