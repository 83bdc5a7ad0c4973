package dev.ordo.model.benchmark;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.function.LongSupplier;

/** Measures rows on models of one shape, one sequence at a time. */
public final class Benchmarking {
    private final TorchSession session;
    private final ModelConfig config;
    private final int sequence;
    private final Stopwatch stopwatch;

    /**
     * @param sequence tokens of the batch's one sequence
     * @throws IllegalArgumentException if the model does not read so many
     */
    public Benchmarking(TorchSession session, ModelConfig config, int sequence, Stopwatch stopwatch) {
        if (sequence < 2 || sequence > config.maxPositionEmbeddings()) {
            throw new IllegalArgumentException("sequence must be in [2, " + config.maxPositionEmbeddings()
                    + "], the model's context, was " + sequence);
        }
        this.session = session;
        this.config = config;
        this.sequence = sequence;
        this.stopwatch = stopwatch;
    }

    /**
     * Does the work, frees it, and then measures its floor.
     *
     * @param peakBytes asked after the last run of the work
     */
    public Measurement measure(BenchmarkCase row, LongSupplier peakBytes) {
        double[] seconds;
        int tokens;
        long peak;
        try (Workload work = row.open(session, config, sequence)) {
            tokens = work.tokens();
            seconds = stopwatch.runs(work);
            peak = peakBytes.getAsLong();
        }
        double floor;
        try (TensorScope scope = session.scope()) {
            floor = stopwatch.floor(row.products(session, scope, config, sequence));
        }
        double median = seconds[seconds.length / 2];
        return new Measurement(row.name(), tokens / seconds[0], tokens / median, tokens / floor, seconds.length, peak);
    }
}
