package dev.ordo.orchestrator.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageStarted;
import java.time.Instant;

/** What became of a piece of work that a study wants. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "note")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StudyNote.Started.class, name = "started"),
    @JsonSubTypes.Type(value = StudyNote.Progressed.class, name = "progressed"),
    @JsonSubTypes.Type(value = StudyNote.PutBack.class, name = "putBack"),
    @JsonSubTypes.Type(value = StudyNote.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = StudyNote.Failed.class, name = "failed")
})
public sealed interface StudyNote {

    /** Stage key or evaluation key. */
    String key();

    /** @param at when the broker received the worker's {@code StageStarted} */
    record Started(String key, StageStarted started, Instant at) implements StudyNote {}

    record Progressed(String key, StageProgress progress) implements StudyNote {}

    /** An attempt ended without a result, and another follows. */
    record PutBack(String key, int nextAttempt, String reason) implements StudyNote {}

    /**
     * There is a result.
     *
     * @param at when the broker received it
     * @param reused whether it was there already, or was being computed for another study
     */
    record Accepted(String key, WorkResult result, Instant at, boolean reused) implements StudyNote {}

    /** No attempt is left, or none would help. */
    record Failed(String key, String code, String message) implements StudyNote {}
}
