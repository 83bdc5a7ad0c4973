package dev.ordo.orchestrator.stage;

import dev.ordo.events.stage.StageFailed;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Instant;

/**
 * An attempt failed; the next one waits a little.
 *
 * @param next the attempt that comes next
 * @param until when it is due
 */
public record Resting(Order order, int next, Instant until) implements Open {

    @Override
    public int issued() {
        return next - 1;
    }

    /** The newest attempt has ended already. */
    @Override
    public boolean concerns(StageFailed failure) {
        return false;
    }

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        return Transition.to(new Resting(order.joinedBy(wanted.studyId()), next, until));
    }

    @Override
    public Transition elapsed(String key, Instant now) {
        return now.isBefore(until)
                ? Transition.to(this)
                : Transition.to(new Queued(order, next), order.issue(key, next));
    }
}
