package dev.ordo.orchestrator.stage;

import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Instant;
import java.util.List;

/**
 * Every attempt of the order failed. A late result is still a result, for the next study that wants it.
 *
 * @param attempt the newest that was issued
 */
public record Failed(Order order, int attempt, String code, String message) implements WorkState {

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        int next = attempt + 1;
        Order again = new Order(wanted.parent(), wanted.work(), next, List.of(wanted.studyId()));
        return Transition.to(new Queued(again, next), again.issue(key, next));
    }

    @Override
    public Transition resulted(String key, WorkResult result, Instant at) {
        if (result.execution().attempt() > attempt || order.misfit(result).isPresent()) {
            return Transition.ignored(this, "a result that was never asked for");
        }
        return Transition.to(new Accepted(result, at, attempt));
    }
}
