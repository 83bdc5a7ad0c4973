package dev.ordo.model.training;

import dev.ordo.model.torch.ComputeType;
import java.util.Objects;

/**
 * How the gradients of a step are computed.
 *
 * @param products type of the matrix products and of what they take and give; weights, residual streams, norms, losses, gradients and
 *     moments are float32 whatever it is (a weight's gradient is a product, and widened). With bfloat16 the student's matrices are
 *     rounded anew in every step, into a copy; the teacher computes in the type that it was loaded in
 * @param activationCheckpointing whether a pass keeps the inputs of layers alone and computes the rest again on the way back: the
 *     same bits with less memory and more time
 * @param microBatch sequences whose gradients are computed at a time, and added up; 0 for all of a batch
 * @see <a href="https://arxiv.org/abs/1710.03740">Micikevicius et al. 2018, section 3.1</a>
 * @see <a href="https://arxiv.org/abs/1604.06174">Chen et al. 2016</a>
 */
public record StepOptions(ComputeType products, boolean activationCheckpointing, int microBatch) {
    /** All in float32, everything kept. */
    public static final StepOptions FLOAT32 = new StepOptions(ComputeType.FLOAT32, false);

    /** Float32 weights and bfloat16 products, everything kept. */
    public static final StepOptions MIXED = new StepOptions(ComputeType.BFLOAT16, false);

    public StepOptions {
        Objects.requireNonNull(products, "products");
        if (microBatch < 0) {
            throw new IllegalArgumentException("microBatch must be at least 0, was " + microBatch);
        }
    }

    /** Of a whole batch at a time. */
    public StepOptions(ComputeType products, boolean activationCheckpointing) {
        this(products, activationCheckpointing, 0);
    }
}
