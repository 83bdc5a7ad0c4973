package dev.ordo.orchestrator;

import dev.ordo.events.study.StudyStatus;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The statuses that were asked for most recently, so that those who follow a study do not have the same bytes decoded at
 * every look. Safe for several threads.
 */
final class RecentStatuses {
    private static final int MOST = 64;

    private final Map<String, Entry> entries = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > MOST;
        }
    };

    /** Bytes and what they say. */
    private record Entry(byte[] bytes, Optional<StudyStatus> status) {}

    /** What {@code bytes} say; null bytes say nothing. */
    synchronized Optional<StudyStatus> decode(
            String studyId, byte[] bytes, Function<byte[], Optional<StudyStatus>> decoder) {
        if (bytes == null) {
            entries.remove(studyId);
            return Optional.empty();
        }
        Entry known = entries.get(studyId);
        if (known == null || !Arrays.equals(known.bytes(), bytes)) {
            known = new Entry(bytes, decoder.apply(bytes));
            entries.put(studyId, known);
        }
        return known.status();
    }
}
