package dev.ordo.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    /** The moments, float32, by {@code first/} and {@code second/} and the parameter's name; they stay this object's. */
    Map<String, NDArray> moments() {
        List<String> names = model.layout().names();
        Map<String, NDArray> moments = new TreeMap<>();
        for (Group group : groups) {
            for (int i = 0; i < group.members().size(); i++) {
                String name = names.get(group.members().get(i));
                moments.put("first/" + name, group.first().get(i));
                moments.put("second/" + name, group.second().get(i));
            }
        }
        return moments;
    }

    /** Goes on as after so many steps. */
    void resume(int steps) {
        groups.forEach(group -> group.counts().forEach(count -> model.session().overwrite(count, steps)));
    }

    @Override
    public void close() {
        owner.close();
    }

    private record Group(
            double decay, List<Integer> members, NDList parameters, NDList first, NDList second, NDList counts) {}
}
