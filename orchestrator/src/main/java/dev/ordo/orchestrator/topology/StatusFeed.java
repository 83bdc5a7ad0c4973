package dev.ordo.orchestrator.topology;

import dev.ordo.events.study.StudyStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Publishes statuses: every change at once, mere progress at most every half second and study. */
final class StatusFeed {
    private static final long QUIET_MILLIS = 500;

    private final Outbox outbox;
    private final Ticker ticker;
    private final Map<String, Long> published = new HashMap<>();
    private final Map<String, Supplier<StudyStatus>> waiting = new LinkedHashMap<>();

    StatusFeed(Outbox outbox, ProcessorContext<?, ?> context) {
        this.outbox = outbox;
        this.ticker = new Ticker(context, Duration.ofMillis(QUIET_MILLIS), this::flush);
    }

    void changed(String studyId, boolean urgent, long now, Supplier<StudyStatus> status) {
        if (urgent || now - published.getOrDefault(studyId, 0L) >= QUIET_MILLIS) {
            publish(studyId, now, status.get());
        } else {
            waiting.put(studyId, status);
        }
        ticker.tickWhile(!waiting.isEmpty());
    }

    /** Publishes what has waited. */
    private void flush(long now) {
        Map<String, Supplier<StudyStatus>> due = new LinkedHashMap<>(waiting);
        due.forEach((studyId, status) -> publish(studyId, now, status.get()));
        ticker.tickWhile(false);
    }

    private void publish(String studyId, long now, StudyStatus status) {
        waiting.remove(studyId);
        if (status.state().ended()) {
            published.remove(studyId);
        } else {
            published.put(studyId, now);
        }
        outbox.event(OrdoTopology.STATUS_SINK, studyId, status);
    }
}
