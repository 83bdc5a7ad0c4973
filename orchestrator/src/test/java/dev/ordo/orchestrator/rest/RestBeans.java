package dev.ordo.orchestrator.rest;

import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.RetryStudy;
import dev.ordo.events.study.StudyRequested;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.plan.ModelCatalog;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Stands in for the broker and the store. */
@ApplicationScoped
class RestBeans {
    static final FixedCatalog CATALOG = new FixedCatalog();
    static final List<StudyRequested> SUBMITTED = new ArrayList<>();
    static final List<Object> COMMANDS = new ArrayList<>();
    static final Map<String, StudyStatus> STATUSES = new ConcurrentHashMap<>();

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    ModelCatalog catalog() {
        return CATALOG;
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    StudySubmissions submissions() {
        return new StudySubmissions() {
            @Override
            public void submit(StudyRequested request) {
                SUBMITTED.add(request);
            }

            @Override
            public void cancel(CancelStudy command) {
                COMMANDS.add(command);
            }

            @Override
            public void retry(RetryStudy command) {
                COMMANDS.add(command);
            }
        };
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    StudyStatuses statuses() {
        return new StudyStatuses() {
            @Override
            public Optional<StudyStatus> find(String studyId) {
                return Optional.ofNullable(STATUSES.get(studyId));
            }

            @Override
            public List<StudyStatus> all() {
                return List.copyOf(STATUSES.values());
            }
        };
    }
}
