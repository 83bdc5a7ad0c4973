package dev.ordo.model.benchmark;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.List;

/** One row of the benchmark. */
public interface BenchmarkCase {
    /** As {@code forward-fp32}. */
    String name();

    /**
     * Sets the work up, with random weights.
     *
     * @param sequence tokens of the batch's one sequence
     */
    Workload open(TorchSession session, ModelConfig config, int sequence);

    /**
     * The matrix products of one run of the work.
     *
     * @param scope owns the tensors they need
     */
    List<Product> products(TorchSession session, TensorScope scope, ModelConfig config, int sequence);
}
