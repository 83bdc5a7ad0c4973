package dev.ordo.orchestrator.rest;

import dev.ordo.events.study.StudyStatus;
import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Listens to one study for one client: looks for its newest status again and again, and tells what has changed since the
 * client last heard. A client that is slow misses statuses in between, and costs no more memory than a quick one: there is
 * no queue, only the status that was told last.
 */
final class StatusListener {
    private final Supplier<Optional<StudyStatus>> newest;
    private final Duration heartbeat;
    private final LongSupplier nanoTime;

    private StudyStatus told;
    private long spoke;

    /**
     * @param newest the study's newest status; may fail with {@link StatusesNotReadyException} for a while
     * @param heartbeat the longest silence
     */
    StatusListener(Supplier<Optional<StudyStatus>> newest, Duration heartbeat, LongSupplier nanoTime) {
        this.newest = newest;
        this.heartbeat = heartbeat;
        this.nanoTime = nanoTime;
        this.spoke = nanoTime.getAsLong();
    }

    /** All news to the study's end. Looks only when the client has taken what came before. */
    Multi<StatusNews> news(Duration lookEvery) {
        return Multi.createFrom()
                .ticks()
                .every(lookEvery)
                .onOverflow()
                .drop()
                .map(tick -> look())
                .filter(Optional::isPresent)
                .map(Optional::get)
                .select()
                .first(each -> !(each instanceof StatusNews.Over));
    }

    /** What there is to tell now, if anything. */
    Optional<StatusNews> look() {
        if (told != null && told.state().ended()) {
            return Optional.of(new StatusNews.Over());
        }
        Optional<StudyStatus> found = find().filter(each -> !each.equals(told));
        if (found.isPresent()) {
            told = found.get();
            return Optional.of(speak(new StatusNews.Changed(told)));
        }
        boolean silent = nanoTime.getAsLong() - spoke >= heartbeat.toNanos();
        return silent ? Optional.of(speak(new StatusNews.Quiet())) : Optional.empty();
    }

    private StatusNews speak(StatusNews news) {
        spoke = nanoTime.getAsLong();
        return news;
    }

    private Optional<StudyStatus> find() {
        try {
            return newest.get();
        } catch (StatusesNotReadyException e) {
            return Optional.empty(); // They are read anew; the client need not know.
        }
    }
}
