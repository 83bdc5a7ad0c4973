package dev.ordo.orchestrator.stage;

import dev.ordo.orchestrator.message.WorkWanted;
import java.util.List;

/** Nobody has wanted this yet. Never stored. */
public record Unknown() implements WorkState {

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        Order order = new Order(wanted.parent(), wanted.work(), 1, List.of(wanted.studyId()));
        return Transition.to(new Queued(order, 1), order.issue(key, 1));
    }
}
