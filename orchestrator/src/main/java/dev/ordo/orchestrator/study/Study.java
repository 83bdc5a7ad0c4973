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
    @JsonSubTypes.Type(value = Study.Shelved.class, name = "shelved"),
    @JsonSubTypes.Type(value = Study.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = Study.Planned.class, name = "planned")
})
public sealed interface Study {

    /** Digest of what was asked for. */
    String digest();

    /** When the broker received the request. */
    Instant requestedAt();

    /**
     * Its names could not be looked up yet, since the store is away.
     *
     * @param request its data as it was sent
     */
    record Unresolved(String digest, Instant requestedAt, JsonNode request) implements Study {

        public Shelved shelved(Instant at, String reason) {
            return new Shelved(digest, requestedAt, request, at, reason);
        }
    }

    /** Cancelled while it was unresolved. */
    record Shelved(String digest, Instant requestedAt, JsonNode request, Instant endedAt, String reason)
            implements Study {

        public Unresolved again() {
            return new Unresolved(digest, requestedAt, request);
        }
    }

    record Rejected(String digest, Instant requestedAt, List<StudyProblem> problems) implements Study {}

    /** Running, or ended; its plan is kept apart, since it never changes. */
    record Planned(String digest, Instant requestedAt, Account account) implements Study {

        public Planned with(Account next) {
            return new Planned(digest, requestedAt, next);
        }
    }
}
