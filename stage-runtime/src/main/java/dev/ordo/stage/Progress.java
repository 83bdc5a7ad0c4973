package dev.ordo.stage;

import java.util.function.Supplier;

/** Where running work says how far it is. */
@FunctionalInterface
public interface Progress {
    /**
     * @param done units done so far
     * @param total units in all
     * @param unit what is counted: step, layer, window
     * @throws RuntimeException if the work is to stop here; let it pass
     */
    void report(long done, long total, String unit);

    /**
     * Asks whether the work is to go on, with nothing to tell.
     *
     * @throws RuntimeException if the work is to stop here; let it pass
     */
    default void heed() {}

    /** Whether the work will be handed over to another worker at its next report. */
    default boolean isLeaving() {
        return false;
    }

    /**
     * Tells of what an earlier execution did, which this one goes on from.
     *
     * @param done units done there
     * @param unit what is counted
     */
    default void resumed(long done, String unit) {}

    /**
     * Waits for something that takes none of this machine's cores; others may compute meanwhile.
     *
     * @return what was waited for
     * @throws RuntimeException if the work is to stop here; let it pass
     */
    default <T> T away(Supplier<T> waiting) {
        return waiting.get();
    }
}
