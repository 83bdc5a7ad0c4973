package dev.ordo.orchestrator.stage;

import dev.ordo.orchestrator.message.Client;
import dev.ordo.orchestrator.message.StudyNote;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The state after an event, and what is to be done.
 *
 * @param next the new state; the old one where nothing changed
 */
public record Transition(WorkState next, List<Effect> effects) {

    public Transition {
        effects = List.copyOf(effects);
    }

    static Transition to(WorkState next, Effect... effects) {
        return new Transition(next, List.of(effects));
    }

    static Transition ignored(WorkState state, String reason) {
        return to(state, new Effect.Ignore(reason));
    }

    /** Tells every client of the order. */
    static Transition told(WorkState next, Order order, Function<Client, StudyNote> note) {
        List<Effect> effects = new ArrayList<>();
        order.clients().forEach(client -> effects.add(new Effect.Tell(client, note.apply(client))));
        return new Transition(next, effects);
    }

    /** Does this too, before the rest. */
    Transition and(Effect first) {
        List<Effect> more = new ArrayList<>(List.of(first));
        more.addAll(effects);
        return new Transition(next, more);
    }
}
