package dev.ordo.orchestrator.topology;

import dev.ordo.events.Topics;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.stage.WorkRequest;
import dev.ordo.orchestrator.stage.Failed;
import dev.ordo.orchestrator.stage.Open;
import dev.ordo.orchestrator.stage.WorkState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What this replica knows of work. Replicas hold different partitions, so the sum over all of them is the whole, whether any
 * worker runs or not. Counters may count twice what a transaction did that was aborted; gauges never do.
 */
public final class WorkMeters {
    private static final String TECHNIQUE = "technique";
    private static final List<String> STATES = List.of("queued", "running", "resting");
    private static final List<String> SOURCES = List.of(
            Topics.STUDIES,
            Topics.STUDY_NOTES,
            Topics.STAGE_COMMANDS,
            Topics.CHECKPOINTS,
            Topics.STAGE_EVENTS,
            Topics.EVALUATIONS);

    private final MeterRegistry registry;
    private final Map<Place, AtomicInteger> depths = new HashMap<>();

    /** Where open work is. */
    private record Place(String technique, String state) {}

    /** Every series is there from the start, at zero, so that its first step counts as an increase. */
    public WorkMeters(MeterRegistry registry) {
        this.registry = registry;
        for (String topic : Topics.WORK) {
            String technique = technique(topic);
            STATES.forEach(state -> depth(new Place(technique, state)));
            attempts(technique);
            retries(technique);
            withdrawals(technique);
            Stream.of(ErrorCode.values()).forEach(code -> surrenders(technique, code.name()));
        }
        SOURCES.forEach(this::deadLetters);
    }

    /** What one task holds of the open work; a task that is closed holds nothing any more. For one thread. */
    final class Holding {
        private final Map<String, Place> places = new HashMap<>();

        /** Takes note of where a piece of work is now. */
        void put(String key, WorkState state) {
            if (state instanceof Open open) {
                Place now = new Place(
                        technique(open.order().work().workTopic()),
                        state.getClass().getSimpleName().toLowerCase(Locale.ROOT));
                depths.get(now).incrementAndGet();
                left(places.put(key, now));
            } else {
                left(places.remove(key));
            }
        }

        void clear() {
            places.values().forEach(this::left);
            places.clear();
        }

        private void left(Place place) {
            if (place != null) {
                depths.get(place).decrementAndGet();
            }
        }
    }

    void issued(WorkRequest request) {
        String technique = technique(request.work().workTopic());
        attempts(technique).increment();
        if (request.attempt() > 1) {
            retries(technique).increment();
        }
    }

    void givenUp(Failed failed) {
        boolean known =
                Stream.of(ErrorCode.values()).anyMatch(code -> code.name().equals(failed.code()));
        surrenders(technique(failed.order().work().workTopic()), known ? failed.code() : ErrorCode.INTERNAL.name())
                .increment();
    }

    void withdrawn(String workTopic) {
        withdrawals(technique(workTopic)).increment();
    }

    void deadLetter(String topic) {
        deadLetters(topic).increment();
    }

    private void depth(Place place) {
        AtomicInteger depth = new AtomicInteger();
        depths.put(place, depth);
        Gauge.builder("ordo.queue.depth", depth, AtomicInteger::get)
                .description("Work that was asked for and has no result yet, by where it is")
                .tag(TECHNIQUE, place.technique())
                .tag("state", place.state())
                .register(registry);
    }

    private Counter attempts(String technique) {
        return counter("ordo.work.attempts", "Attempts that were put on the work topics", TECHNIQUE, technique);
    }

    private Counter retries(String technique) {
        return counter("ordo.work.retries", "Attempts after the first of a piece of work", TECHNIQUE, technique);
    }

    private Counter withdrawals(String technique) {
        return counter(
                "ordo.work.withdrawn", "Work without a result that no study wanted any more", TECHNIQUE, technique);
    }

    private Counter surrenders(String technique, String code) {
        return counter(
                "ordo.work.given.up",
                "Work that failed for good, by its last failure",
                TECHNIQUE,
                technique,
                "code",
                code);
    }

    private Counter deadLetters(String topic) {
        return counter("ordo.dead.letters", "Records that nobody could use, by the topic they lay on", "topic", topic);
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private static String technique(String workTopic) {
        return workTopic.substring(workTopic.lastIndexOf('.') + 1);
    }
}
