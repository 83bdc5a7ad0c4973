package dev.ordo.orchestrator.stage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Instant;

/**
 * Where a piece of work is. Events that mean nothing to a state leave it as it is. Times are the broker's.
 *
 * <pre>
 * Unknown -> Queued -> Running -> Accepted
 *              ^  \______/  \
 *              |     |       -> Failed -> Queued (wanted again)
 *              +- Resting (back-off)
 * </pre>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Queued.class, name = "queued"),
    @JsonSubTypes.Type(value = Running.class, name = "running"),
    @JsonSubTypes.Type(value = Resting.class, name = "resting"),
    @JsonSubTypes.Type(value = Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Failed.class, name = "failed")
})
public sealed interface WorkState permits Unknown, Open, Accepted, Failed {

    Transition wanted(String key, WorkWanted wanted);

    default Transition started(String key, StageStarted started, Instant at) {
        return Transition.ignored(this, "started, but is not open");
    }

    default Transition progressed(String key, StageProgress progress) {
        return Transition.ignored(this, "progressed, but is not open");
    }

    default Transition resulted(String key, WorkResult result, Instant at) {
        return Transition.ignored(this, "a result that nobody waits for");
    }

    default Transition failed(String key, StageFailed failure, Instant at) {
        return Transition.ignored(this, "failed, but is not open");
    }

    /** Time has passed; only a resting piece of work cares. */
    default Transition elapsed(String key, Instant now) {
        return Transition.to(this);
    }
}
