package dev.ordo.orchestrator;

import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.rest.StatusesNotReadyException;
import dev.ordo.orchestrator.rest.StudyStatuses;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code ordo_studies{state="running"}}: how many studies are in each state; not a number while that is not known. */
@ApplicationScoped
class StudyGauges {
    /** All states are asked for at once, and to count means to read every status. */
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    private final StudyStatuses statuses;
    private final MeterRegistry registry;
    private Optional<Map<StudyState, Long>> counts = Optional.empty();
    private Long countedAt;

    StudyGauges(StudyStatuses statuses, MeterRegistry registry) {
        this.statuses = statuses;
        this.registry = registry;
    }

    void register(@Observes StartupEvent started) {
        for (StudyState state : StudyState.values()) {
            Gauge.builder("ordo.studies", () -> count(state))
                    .description("Studies by their state, as every replica knows them")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private synchronized double count(StudyState state) {
        long now = System.nanoTime();
        if (countedAt == null || now - countedAt > FRESH_NANOS) {
            counts = counted();
            countedAt = now;
        }
        return counts.map(each -> (double) each.getOrDefault(state, 0L)).orElse(Double.NaN);
    }

    private Optional<Map<StudyState, Long>> counted() {
        try {
            return Optional.of(
                    statuses.all().stream().collect(Collectors.groupingBy(StudyStatus::state, Collectors.counting())));
        } catch (StatusesNotReadyException e) {
            return Optional.empty();
        }
    }
}
