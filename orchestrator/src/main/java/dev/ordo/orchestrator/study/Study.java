package dev.ordo.orchestrator.study;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.study.StudyProblem;
import java.time.Instant;
import java.util.List;

/** A study that was requested. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "study")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Study.Unresolved.class, name = "unresolved"),
    @JsonSubTypes.Type(value = Study.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = Study.Planned.class, name = "planned")
})
public sealed interface Study {

    /** The request's data as it was sent. */
    JsonNode request();

    /** When the broker received the request. */
    Instant requestedAt();

    /** Its names could not be looked up yet, since the store is away. */
    record Unresolved(JsonNode request, Instant requestedAt) implements Study {}

    record Rejected(JsonNode request, Instant requestedAt, List<StudyProblem> problems) implements Study {}

    /** Running, or ended; its plan is kept apart, since it never changes. */
    record Planned(JsonNode request, Instant requestedAt, Account account) implements Study {

        public Planned with(Account next) {
            return new Planned(request, requestedAt, next);
        }
    }
}
