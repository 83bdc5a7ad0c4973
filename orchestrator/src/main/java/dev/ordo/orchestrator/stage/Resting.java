package dev.ordo.orchestrator.stage;

import dev.ordo.events.stage.Execution;
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
    public Open with(Order other) {
        return new Resting(other, next, until);
    }

    @Override
    public int issued() {
        return next - 1;
    }

    /** The newest attempt has ended already. */
    @Override
    public boolean concerns(Execution execution) {
        return false;
    }

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        return Transition.to(with(order.joinedBy(wanted.client())));
    }

    @Override
    public Transition elapsed(String key, Instant now, Patience patience) {
        return now.isBefore(until)
                ? Transition.to(this)
                : Transition.to(new Queued(order, next), order.issue(key, next));
    }
}
