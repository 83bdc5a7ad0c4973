package dev.ordo.orchestrator;

import dev.ordo.events.study.StudyState;
import dev.ordo.orchestrator.rest.StatusesNotReadyException;
import dev.ordo.orchestrator.rest.StudyStatuses;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/** {@code ordo_studies{state="running"}}: how many studies are in each state; not a number while that is not known. */
@ApplicationScoped
class StudyGauges {
    private final StudyStatuses statuses;
    private final MeterRegistry registry;

    StudyGauges(StudyStatuses statuses, MeterRegistry registry) {
        this.statuses = statuses;
        this.registry = registry;
    }

    void register(@Observes StartupEvent started) {
        for (StudyState state : StudyState.values()) {
            Gauge.builder("ordo.studies", () -> count(state))
                    .description("Studies by state")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private double count(StudyState state) {
        try {
            return statuses.all().stream().filter(each -> each.state() == state).count();
        } catch (StatusesNotReadyException e) {
            return Double.NaN;
        }
    }
}
