package dev.ordo.orchestrator.stage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Instant;

/**
 * Where a piece of work is. Events that mean nothing to a state leave it as it is. Times are the broker's.
 *
 * <pre>
 * Unknown -> Queued <-> Running -> Accepted    any state without a result takes a valid one, however late
 *              ^  \______/  \
 *              |     |       -> Failed ------> Queued (wanted again)
 *              +- Resting (back-off)
 *
 * Queued, Running, Resting -> Withdrawn (nobody wants it) -> Queued (wanted again)
 * Running -> Queued: handed over, cancelled although wanted, or silent for too long
 * </pre>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Queued.class, name = "queued"),
    @JsonSubTypes.Type(value = Running.class, name = "running"),
    @JsonSubTypes.Type(value = Resting.class, name = "resting"),
    @JsonSubTypes.Type(value = Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Withdrawn.class, name = "withdrawn")
})
public sealed interface WorkState permits Unknown, Open, Accepted, Closed {

    Transition wanted(String key, WorkWanted wanted);

    /** A study no longer wants it; what nobody waits for anyhow stays as it is. */
    default Transition unwanted(String key, String studyId) {
        return Transition.to(this);
    }

    default Transition started(String key, StageStarted started, Instant at) {
        return Transition.ignored(this, "started, but is not open");
    }

    default Transition progressed(String key, StageProgress progress, Instant at) {
        return Transition.ignored(this, "progressed, but is not open");
    }

    default Transition resulted(String key, WorkResult result, Instant at) {
        return Transition.ignored(this, "a result that nobody waits for");
    }

    default Transition failed(String key, StageFailed failure, Instant at, Patience patience) {
        return Transition.ignored(this, "failed, but is not open");
    }

    default Transition released(String key, StageReleased released) {
        return Transition.ignored(this, "handed over, but is not open");
    }

    default Transition cancelled(String key, StageCancelled cancelled) {
        return Transition.ignored(this, "cancelled, and is not open");
    }

    /** Time has passed; only resting and running work cares. */
    default Transition elapsed(String key, Instant now, Patience patience) {
        return Transition.to(this);
    }
}
