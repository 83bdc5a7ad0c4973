package dev.ordo.orchestrator.topology;

import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Ticks only while there is something to wait for: every tick makes its task commit, even where it did nothing. */
final class Ticker {
    private final ProcessorContext<?, ?> context;
    private final Duration interval;
    private final LongConsumer onTick;
    private Cancellable ticking;

    /** @param onTick is given the time in milliseconds of the epoch */
    Ticker(ProcessorContext<?, ?> context, Duration interval, LongConsumer onTick) {
        this.context = context;
        this.interval = interval;
        this.onTick = onTick;
    }

    void tickWhile(boolean needed) {
        if (needed && ticking == null) {
            ticking = context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, onTick::accept);
        } else if (!needed && ticking != null) {
            ticking.cancel();
            ticking = null;
        }
    }
}
