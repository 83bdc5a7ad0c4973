package dev.ordo.orchestrator.stage;

import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Instant;

/** Given up without a result. A late result is still a result, for the next study that wants it. */
public sealed interface Closed extends WorkState permits Failed, Withdrawn {

    /** What was asked for last. */
    Order order();

    /** The newest attempt that was issued. */
    int attempt();

    @Override
    default Transition wanted(String key, WorkWanted wanted) {
        int next = attempt() + 1;
        Order again = Order.of(wanted);
        return Transition.to(new Queued(again, next), again.issue(key, next));
    }

    @Override
    default Transition resulted(String key, WorkResult result, Instant at) {
        if (result.execution().attempt() > attempt() || order().misfit(result).isPresent()) {
            return Transition.ignored(this, "a result that was never asked for");
        }
        return Transition.to(new Accepted(result, at, attempt()));
    }
}
