package dev.ordo.orchestrator.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.QuantizeRecipe;
import dev.ordo.events.stage.CancelStage;
import dev.ordo.events.stage.StageWork;
import dev.ordo.events.stage.Work;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.message.Client;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkWanted;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One stage in its states, and what comes of an event. */
final class Works {
    static final String KEY = "ab".repeat(32);
    static final Work QUANTIZE = new StageWork(QuantizeRecipe.defaults(), Arm.REQUANTIZE, null, null, 0L);
    static final Patience PATIENCE =
            new Patience(3, Duration.ofMillis(500), 4, Duration.ofMinutes(5), Duration.ofMinutes(15));

    private Works() {}

    /** The first attempt, wanted by these studies. */
    static Queued queued(String... studies) {
        return new Queued(order(studies), 1);
    }

    /** Execution e1 of the first attempt, begun at noon. */
    static Running running(String... studies) {
        return new Running(order(studies), Workers.started(KEY, 1, "e1"), Workers.NOON, Workers.NOON, Set.of());
    }

    /** After the first attempt. */
    static Resting resting(String... studies) {
        return new Resting(order(studies).afterFailure(), 2, Workers.NOON.plusMillis(500));
    }

    static Order order(String... studies) {
        List<Client> clients = Stream.of(studies).map(Works::client).toList();
        return new Order(FixedCatalog.BASELINE, QUANTIZE, 0, clients);
    }

    static Client client(String studyId) {
        return new Client(studyId, 1);
    }

    static WorkWanted wanted(String studyId) {
        return wanted(studyId, QUANTIZE);
    }

    static WorkWanted wanted(String studyId, Work work) {
        return new WorkWanted(client(studyId), FixedCatalog.BASELINE, work);
    }

    /** The attempt that is asked for. */
    static int issued(Transition transition) {
        return effects(transition, Effect.Issue.class)
                .map(each -> each.request().next().attempt())
                .findFirst()
                .orElseThrow();
    }

    /** What workers are told not to do. */
    static List<CancelStage> cancelled(Transition transition) {
        return effects(transition, Effect.Cancel.class)
                .map(Effect.Cancel::command)
                .toList();
    }

    static List<StudyNote> notes(Transition transition) {
        return effects(transition, Effect.Tell.class).map(Effect.Tell::note).toList();
    }

    static void assertIgnored(Transition transition) {
        assertThat(transition.effects()).singleElement().isInstanceOf(Effect.Ignore.class);
    }

    private static <T extends Effect> Stream<T> effects(Transition transition, Class<T> kind) {
        return transition.effects().stream().filter(kind::isInstance).map(kind::cast);
    }
}
