package dev.ordo.orchestrator.stage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.ordo.events.stage.CancelStage;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkResult;
import java.time.Instant;
import java.util.Optional;

/** Wanted, without a result yet. */
public sealed interface Open extends WorkState permits Queued, Running, Resting {

    Order order();

    /** The same state for another order. */
    Open with(Order order);

    /** The newest attempt that was issued. */
    @JsonIgnore
    int issued();

    /** Whether the end of {@code execution} ends the newest attempt. */
    boolean concerns(Execution execution);

    @Override
    default Transition unwanted(String key, String studyId) {
        Order left = order().leftBy(studyId);
        if (!left.clients().isEmpty()) {
            return Transition.to(with(left));
        }
        return Transition.to(new Withdrawn(left, issued()), cancel(key));
    }

    @Override
    default Transition resulted(String key, WorkResult result, Instant at) {
        Optional<String> misfit = order().misfit(result);
        int attempt = result.execution().attempt();
        if (attempt > issued()) {
            return Transition.ignored(this, "a result of attempt " + attempt + ", never issued");
        }
        if (misfit.isPresent()) {
            return Transition.ignored(this, misfit.get());
        }
        Transition accepted = Transition.told(
                new Accepted(result, at, issued()),
                order(),
                client -> new StudyNote.Accepted(key, result, at, !order().isComputedFor(client)));
        return attempt < issued() ? accepted.and(cancel(key)) : accepted;
    }

    @Override
    default Transition failed(String key, StageFailed failure, Instant at, Patience patience) {
        if (!concerns(failure.execution())) {
            return Transition.ignored(this, "a failure of an execution that was given up: " + failure.message());
        }
        Order failed = order().afterFailure();
        if (!failure.retryable() || failed.failures() >= patience.attempts()) {
            return givenUp(key, failed, failure.code(), failure.message());
        }
        Instant until = at.plus(patience.rest(failed.failures()));
        return Transition.told(
                new Resting(failed, issued() + 1, until),
                failed,
                client -> new StudyNote.PutBack(key, issued() + 1, failure.code() + ": " + failure.message()));
    }

    @Override
    default Transition released(String key, StageReleased released) {
        return concerns(released.execution())
                ? askedAgain(key, order(), "handed over: " + released.reason())
                : Transition.ignored(this, "handed over by an execution that was given up");
    }

    /** It was unwanted when the worker stopped, but is wanted now. */
    @Override
    default Transition cancelled(String key, StageCancelled cancelled) {
        return concerns(cancelled.execution())
                ? askedAgain(key, order(), "cancelled, but wanted again")
                : Transition.ignored(this, "an execution that was given up is cancelled");
    }

    /** The next attempt, without a rest. */
    default Transition askedAgain(String key, Order next, String reason) {
        int attempt = issued() + 1;
        return Transition.told(new Queued(next, attempt), next, client -> new StudyNote.PutBack(key, attempt, reason))
                .and(next.issue(key, attempt));
    }

    /** No further attempt. */
    default Transition givenUp(String key, Order failed, String code, String message) {
        return Transition.told(
                new Failed(failed, issued(), code, message),
                failed,
                client -> new StudyNote.Failed(key, code, message));
    }

    private Effect cancel(String key) {
        return new Effect.Cancel(new CancelStage(key, issued()));
    }
}
