package dev.ordo.orchestrator.stage;

import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.StageWork;
import dev.ordo.events.stage.Work;
import dev.ordo.events.stage.WorkRequest;
import dev.ordo.orchestrator.message.Client;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.message.WorkWanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for and by whom.
 *
 * @param parent the checkpoint to work on
 * @param work what to do with it
 * @param failures attempts of this order that failed; those that were handed over or cancelled do not count
 * @param clients who wants the result; it is computed for the first
 */
public record Order(CheckpointRef parent, Work work, int failures, List<Client> clients) {

    public Order {
        clients = List.copyOf(clients);
    }

    static Order of(WorkWanted wanted) {
        return new Order(wanted.parent(), wanted.work(), 0, List.of(wanted.client()));
    }

    Order joinedBy(Client client) {
        if (clients.contains(client)) {
            return this;
        }
        List<Client> more = new ArrayList<>(leftBy(client.studyId()).clients);
        more.add(client);
        return new Order(parent, work, failures, more);
    }

    Order leftBy(String studyId) {
        List<Client> fewer =
                clients.stream().filter(each -> !each.studyId().equals(studyId)).toList();
        return new Order(parent, work, failures, fewer);
    }

    Order afterFailure() {
        return new Order(parent, work, failures + 1, clients);
    }

    boolean isComputedFor(Client client) {
        return clients.get(0).equals(client);
    }

    Effect issue(String key, int attempt) {
        return new Effect.Issue(CheckpointReady.asked(parent, new WorkRequest(key, attempt, work)));
    }

    /** Why {@code result} cannot be this order's; empty where it can. */
    Optional<String> misfit(WorkResult result) {
        boolean stage = work instanceof StageWork;
        if (stage != result instanceof WorkResult.Checkpoint) {
            return Optional.of(stage ? "a measurement of a stage" : "a checkpoint of an evaluation");
        }
        if (result instanceof WorkResult.Measurement measured
                && !measured.evaluation().checkpoint().digest().equals(parent.digest())) {
            return Optional.of(
                    "a measurement of " + measured.evaluation().checkpoint().digest() + ", not of " + parent.digest());
        }
        return Optional.empty();
    }
}
