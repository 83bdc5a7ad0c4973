package dev.ordo.model.training;

import ai.djl.ndarray.NDList;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.TensorScope;

/** The loss of a batch and its gradient with respect to every parameter of the student. */
final class LossGradients {
    private final DecoderModel student;
    private final DecoderModel teacher;
    private final Loss loss;

    /** A teacher is looked at only if the loss needs one; the student itself may stand in for it otherwise. */
    LossGradients(DecoderModel student, DecoderModel teacher, Loss loss) {
        this.student = student;
        this.teacher = teacher;
        this.loss = loss;
    }

    /**
     * Forward and backward.
     *
     * @param batch shape (sequences, length + 1)
     * @return the float64 sums over the scored tokens of NLL and of T^2 * divergence, shape (2); then a gradient per parameter,
     *     in layout order; all owned by the scope
     */
    NDList of(TensorScope scope, TokenBatch batch) {
        return student.kernels()
                .tensors(
                        scope.manager(),
                        "gradients",
                        student.arguments(teacher.arguments(
                                student.tokens(scope, batch),
                                student.scoredRows(scope, batch),
                                loss.ceWeight(),
                                loss.klWeight(),
                                loss.divergence().label(),
                                loss.temperature())));
    }
}
