package dev.ordo.model;

/** Where long computations say how far they are. */
@FunctionalInterface
public interface WorkProgress {
    /** Nobody listens. */
    WorkProgress NONE = (done, total, unit) -> {};

    /**
     * @param done units done so far
     * @param total units in all
     * @param unit what is counted, in the singular: step, tensor, window
     * @throws RuntimeException if the computation is to stop here; it passes through
     */
    void report(long done, long total, String unit);
}
