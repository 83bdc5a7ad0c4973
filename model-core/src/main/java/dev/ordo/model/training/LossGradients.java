package dev.ordo.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;

/**
 * The loss of a batch and its gradient with respect to every parameter of the student.
 *
 * <p>Owns a tensor for each gradient, which every call writes over, and the rounded copies of the weights where products are in bfloat16,
 * until closed.
 */
final class LossGradients implements AutoCloseable {
    private final DecoderModel student;
    private final DecoderModel teacher;
    private final Loss loss;
    private final StepOptions options;
    private final ForwardWeights weights;
    private final NDManager owner;
    private final NDList found;
    private final NDList rounded;

    /** A teacher is looked at only if the loss needs one; the student itself may stand in for it otherwise. */
    LossGradients(DecoderModel student, DecoderModel teacher, Loss loss, StepOptions options) {
        this(student, teacher, loss, options, scope -> student.parameters());
    }

    /** @param weights what the student computes with, in place of its parameters */
    LossGradients(DecoderModel student, DecoderModel teacher, Loss loss, StepOptions options, ForwardWeights weights) {
        this.student = student;
        this.teacher = teacher;
        this.loss = loss;
        this.options = options;
        this.weights = weights;
        this.owner = student.session().manager().newSubManager();
        this.found = likeWeights(ComputeType.FLOAT32);
        this.rounded = options.products() == ComputeType.FLOAT32 ? new NDList() : likeWeights(options.products());
    }

    StepOptions options() {
        return options;
    }

    private NDList likeWeights(ComputeType type) {
        NDList tensors = new NDList();
        for (NDArray each : student.parameters()) {
            tensors.add(student.session().zeros(owner, type, each.getShape().getShape()));
        }
        return tensors;
    }

    /**
     * Forward and backward.
     *
     * @param batch shape (sequences, length + 1)
     * @return the float64 sums over the scored tokens of NLL, of T^2 * divergence and of {@link Loss}'s H, shape (3), owned by the scope; the gradients are then in
     *     {@link #gradients}
     */
    NDArray compute(TensorScope scope, TokenBatch batch) {
        return compute(scope, batch, weights(scope));
    }

    /** What the student computes with now: {@link ForwardWeights#of}. */
    NDList weights(TensorScope scope) {
        return weights.of(scope);
    }

    /**
     * Forward and backward with given weights.
     *
     * @param forward of {@link #weights(TensorScope)}
     * @return as {@link #compute(TensorScope, TokenBatch)}
     */
    NDArray compute(TensorScope scope, TokenBatch batch, NDList forward) {
        return student.kernels()
                .tensor(
                        scope.manager(),
                        "gradients",
                        student.argumentsOf(
                                forward,
                                teacher.arguments(
                                        student.tokens(scope, batch),
                                        student.scoredRows(scope, batch),
                                        loss.ceWeight(),
                                        loss.klWeight(),
                                        loss.divergence().label(),
                                        loss.temperature(),
                                        loss.hiddenWeight(),
                                        rounded,
                                        options.activationCheckpointing(),
                                        found)));
    }

    /** What a step takes for weights; the gradient with respect to them is the parameters'. */
    @FunctionalInterface
    interface ForwardWeights {
        /** One for each parameter, in layout order. */
        NDList of(TensorScope scope);
    }

    /** A gradient per parameter, in layout order, float32, of the last call. */
    NDList gradients() {
        return found;
    }

    @Override
    public void close() {
        owner.close();
    }
}
