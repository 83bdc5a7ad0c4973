package dev.ordo.orchestrator.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** When which key is due. What the store holds of it, so that a tick need not read the whole store. */
final class Alarms {
    private final Map<String, Instant> due = new HashMap<>();
    private final Ticker ticker;

    /**
     * Alarms that ring at most an interval late.
     *
     * @param onDue is given a key that is due, and the time; whoever it is sets the key's alarm anew or clears it
     */
    Alarms(ProcessorContext<?, ?> context, Duration interval, BiConsumer<String, Instant> onDue) {
        this.ticker = new Ticker(context, interval, millis -> ring(Instant.ofEpochMilli(millis), onDue));
    }

    void set(String key, Instant at) {
        due.put(key, at);
        ticker.tickWhile(true);
    }

    void clear(String key) {
        due.remove(key);
        ticker.tickWhile(!due.isEmpty());
    }

    private void ring(Instant now, BiConsumer<String, Instant> onDue) {
        List<String> ringing = due.entrySet().stream()
                .filter(each -> !each.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        ringing.forEach(key -> onDue.accept(key, now));
    }
}
