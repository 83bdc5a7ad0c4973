package dev.ordo.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;

/**
 * The loss of a batch and its gradient, some sequences at a time: what a pass keeps for the way back grows with those, and not with the
 * batch. Losses are means over all scored tokens of the batch, so each part counts by the share of them that it has.
 *
 * <p>Owns the gradients of parts, and, once a batch has several, their sums, until closed.
 */
final class AccumulatedGradients implements AutoCloseable {
    private final DecoderModel student;
    private final LossGradients part;
    private final int microBatch;
    private final NDManager owner;
    private final Kernels kernels;
    private final NDList sums = new NDList();
    private NDList found;

    AccumulatedGradients(DecoderModel student, LossGradients part) {
        this.student = student;
        this.part = part;
        this.microBatch = part.options().microBatch();
        this.owner = student.session().manager().newSubManager();
        this.kernels = Kernels.compile(student.session().device(), "accumulation");
        this.found = part.gradients();
    }

    /**
     * Forward and backward.
     *
     * @return the sums of {@link LossGradients#compute}
     */
    double[] compute(TensorScope scope, TokenBatch batch) {
        NDList weights = part.weights(scope);
        if (microBatch == 0 || microBatch >= batch.sequences()) {
            found = part.gradients();
            return part.compute(scope, batch, weights).toDoubleArray();
        }
        found = sums();
        double[] losses = new double[3];
        boolean first = true;
        for (int from = 0; from < batch.sequences(); from += microBatch) {
            TokenBatch some = batch.sequences(from, Math.min(from + microBatch, batch.sequences()));
            if (some.scored() > 0) {
                add(some, weights, (double) some.scored() / batch.scored(), first, losses);
                first = false;
            }
        }
        return losses;
    }

    /** What the student computes with now, in layout order: {@link LossGradients#weights(TensorScope)}. */
    NDList weights(TensorScope scope) {
        return part.weights(scope);
    }

    private void add(TokenBatch some, NDList weights, double weight, boolean first, double[] losses) {
        try (TensorScope scope = student.session().scope()) {
            double[] theirs = part.compute(scope, some, weights).toDoubleArray();
            for (int i = 0; i < losses.length; i++) {
                losses[i] += theirs[i];
            }
            kernels.number("accumulate", found, part.gradients(), weight, first);
        }
    }

    private NDList sums() {
        if (sums.isEmpty()) {
            for (NDArray each : part.gradients()) {
                sums.add(student.session().zeros(owner, each.getShape().getShape()));
            }
        }
        return sums;
    }

    /** A gradient per parameter, in layout order, float32, of the last call. */
    NDList gradients() {
        return found;
    }

    @Override
    public void close() {
        part.close();
        kernels.close();
        owner.close();
    }
}
