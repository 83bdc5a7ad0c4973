package dev.ordo.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * AdamW's moments for every tensor that is trained, in two groups: matrices, which decay, and vectors, which do not.
 *
 * <p>Owns twice their size in float32 until closed.
 */
final class OptimizerState implements AutoCloseable {
    private final TrainedTensors trained;
    private final AdamW constants;
    private final NDManager owner;
    private final List<Group> groups;

    OptimizerState(TrainedTensors trained, AdamW constants) {
        this.trained = trained;
        this.constants = constants;
        this.owner = trained.model().session().manager().newSubManager();
        this.groups = Stream.of(group(2, constants.weightDecay()), group(1, 0))
                .filter(group -> !group.members().isEmpty())
                .toList();
    }

    private Group group(int rank, double decay) {
        Group group = new Group(decay, new ArrayList<>(), new NDList(), new NDList(), new NDList(), new NDList());
        TorchSession session = trained.model().session();
        for (int i = 0; i < trained.tensors().size(); i++) {
            NDArray parameter = trained.tensors().get(i);
            if (parameter.getShape().dimension() == rank) {
                long[] shape = parameter.getShape().getShape();
                group.members().add(i);
                group.parameters().add(parameter);
                group.first().add(session.zeros(owner, shape));
                group.second().add(session.zeros(owner, shape));
                group.counts().add(session.zeros(owner));
            }
        }
        return group;
    }

    /**
     * Clips the gradients in place and updates the parameters in place.
     *
     * @param gradients one per trained tensor, in their order
     * @param rate the learning rate
     * @return the gradients' joint L2 norm before clipping
     */
    double apply(TensorScope scope, NDList gradients, double rate) {
        Kernels kernels = trained.model().kernels();
        double norm = kernels.tensor(scope.manager(), "clip", gradients, constants.clippingNorm())
                .getFloat();
        for (Group group : groups) {
            NDList chosen = new NDList();
            group.members().forEach(member -> chosen.add(gradients.get(member)));
            kernels.number(
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
        List<String> names = trained.names();
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
        groups.forEach(group ->
                group.counts().forEach(count -> trained.model().session().overwrite(count, steps)));
    }

    @Override
    public void close() {
        owner.close();
    }

    private record Group(
            double decay, List<Integer> members, NDList parameters, NDList first, NDList second, NDList counts) {}
}
