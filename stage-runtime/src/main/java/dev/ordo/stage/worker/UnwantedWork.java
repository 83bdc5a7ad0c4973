package dev.ordo.stage.worker;

import dev.ordo.events.stage.CancelStage;
import dev.ordo.events.stage.Execution;
import java.util.HashMap;
import java.util.Map;

/** Which work no open study needs any more, as far as {@code ordo.control} has been read. Safe for several threads. */
public final class UnwantedWork {
    private final Map<String, Integer> newestUnwanted = new HashMap<>();
    private final Map<Execution, Cancellation> running = new HashMap<>();

    /** Running work in the eyes of {@link UnwantedWork}. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Takes note, and stops what is running of it. */
    public synchronized void add(CancelStage unwanted) {
        newestUnwanted.merge(unwanted.key(), unwanted.attempt(), Math::max);
        running.forEach(this::stopIfUnwanted);
    }

    /** Cancels the work as soon as nobody wants it, which may be at once; until the watch is closed. */
    public synchronized Watch watch(Execution execution, Cancellation cancellation) {
        running.put(execution, cancellation);
        stopIfUnwanted(execution, cancellation);
        return () -> forget(execution);
    }

    private synchronized void forget(Execution execution) {
        running.remove(execution);
    }

    private void stopIfUnwanted(Execution execution, Cancellation cancellation) {
        if (execution.attempt() <= newestUnwanted.getOrDefault(execution.key(), 0)) {
            cancellation.cancel(StopReason.UNWANTED);
        }
    }
}
