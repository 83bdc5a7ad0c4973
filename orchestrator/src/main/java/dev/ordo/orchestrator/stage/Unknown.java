package dev.ordo.orchestrator.stage;

import dev.ordo.orchestrator.message.WorkWanted;

/** Nobody has wanted this yet. Never stored. */
public record Unknown() implements WorkState {

    @Override
    public Transition wanted(String key, WorkWanted wanted) {
        Order order = Order.of(wanted);
        return Transition.to(new Queued(order, 1), order.issue(key, 1));
    }
}
