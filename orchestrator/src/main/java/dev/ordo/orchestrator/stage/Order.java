package dev.ordo.orchestrator.stage;

import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.StageWork;
import dev.ordo.events.stage.Work;
import dev.ordo.events.stage.WorkRequest;
import dev.ordo.orchestrator.message.WorkResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for and by whom.
 *
 * @param parent the checkpoint to work on
 * @param firstAttempt the attempt that this order began with; those before it belong to an order that failed
 * @param studies who wants the result; it is computed for the first
 */
public record Order(CheckpointRef parent, Work work, int firstAttempt, List<String> studies) {

    public Order {
        studies = List.copyOf(studies);
    }

    Order joinedBy(String studyId) {
        if (studies.contains(studyId)) {
            return this;
        }
        List<String> more = new ArrayList<>(studies);
        more.add(studyId);
        return new Order(parent, work, firstAttempt, more);
    }

    boolean isComputedFor(String studyId) {
        return studies.get(0).equals(studyId);
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
