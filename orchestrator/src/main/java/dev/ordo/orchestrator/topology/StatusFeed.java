package dev.ordo.orchestrator.topology;

import dev.ordo.events.study.StudyStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Publishes statuses: every change at once, mere progress at most every half second and study. */
final class StatusFeed {
    static final long QUIET_MILLIS = 500;

    private final Outbox outbox;
    private final Map<String, Long> published = new HashMap<>();
    private final Map<String, Supplier<StudyStatus>> waiting = new LinkedHashMap<>();

    StatusFeed(Outbox outbox) {
        this.outbox = outbox;
    }

    void changed(String studyId, boolean urgent, long now, Supplier<StudyStatus> status) {
        if (urgent || now - published.getOrDefault(studyId, 0L) >= QUIET_MILLIS) {
            publish(studyId, now, status.get());
        } else {
            waiting.put(studyId, status);
        }
    }

    /** Publishes what has waited. */
    void flush(long now) {
        Map<String, Supplier<StudyStatus>> due = new LinkedHashMap<>(waiting);
        due.forEach((studyId, status) -> publish(studyId, now, status.get()));
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
