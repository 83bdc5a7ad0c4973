package dev.ordo.orchestrator;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.stage.messaging.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Answers over HTTP look like the events on the topics. */
@ApplicationScoped
class EventMapping {

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return EventJson.mapper();
    }
}
