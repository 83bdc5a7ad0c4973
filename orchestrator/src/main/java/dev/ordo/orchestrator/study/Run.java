package dev.ordo.orchestrator.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.orchestrator.message.WorkResult;
import java.time.Instant;

/** How far a study is with one stage or evaluation. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "run")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Run.Waiting.class, name = "waiting"),
    @JsonSubTypes.Type(value = Run.Wanted.class, name = "wanted"),
    @JsonSubTypes.Type(value = Run.Started.class, name = "started"),
    @JsonSubTypes.Type(value = Run.Done.class, name = "done"),
    @JsonSubTypes.Type(value = Run.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Run.Skipped.class, name = "skipped"),
    @JsonSubTypes.Type(value = Run.Withdrawn.class, name = "withdrawn")
})
public sealed interface Run {

    @JsonIgnore
    default boolean ended() {
        return false;
    }

    /** Its parent has no result yet. */
    record Waiting() implements Run {}

    /** @param enabledAt when the broker received the parent's checkpoint; absent where it was there before, and on a retry */
    record Wanted(Instant enabledAt) implements Run {}

    /** @param progress newest report; absent before the first */
    record Started(StageStarted started, StageProgress progress) implements Run {}

    /** @param reused whether it was not computed for this study */
    record Done(WorkResult result, boolean reused) implements Run {

        @Override
        public boolean ended() {
            return true;
        }
    }

    record Failed(String reason) implements Run {

        @Override
        public boolean ended() {
            return true;
        }
    }

    record Skipped(String reason) implements Run {

        @Override
        public boolean ended() {
            return true;
        }
    }

    /** The study was cancelled before there was a result. */
    record Withdrawn() implements Run {

        @Override
        public boolean ended() {
            return true;
        }
    }
}
