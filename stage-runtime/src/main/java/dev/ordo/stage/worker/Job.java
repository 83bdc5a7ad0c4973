package dev.ordo.stage.worker;

import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.Work;
import dev.ordo.stage.Progress;
import dev.ordo.stage.Requirements;
import java.nio.file.Path;
import java.util.Optional;

/** What this worker does for a living: stages of one technique, or evaluations. */
public interface Job {
    /** For people and metrics: prune, distill, quantize or evaluate. */
    String label();

    String workTopic();

    /** What computes, for metrics: {@code cpu}, {@code cuda} or {@code cuda:1}. */
    String device();

    /** Whether this is work of the right kind; other work on its topic is malformed. */
    boolean accepts(Work work);

    /** What an earlier execution of the same key left, to be said again instead of computing again. */
    Optional<Outcome> earlier(Delivery delivery, Progress progress);

    /** What the work takes at most, its inputs included, told before they are fetched. */
    Requirements needs(Delivery delivery, Progress progress);

    /**
     * Fetches the inputs and runs the task, under a compute permit.
     *
     * @param directory an empty directory, deleted after the result has been committed
     */
    Computed compute(Delivery delivery, Path directory, Progress progress);

    /** A result on the local disk, not yet anyone else's business. */
    @FunctionalInterface
    interface Computed {
        /** Commits the result to the store, without a permit. */
        Outcome commit(ComputeInterval compute);
    }
}
