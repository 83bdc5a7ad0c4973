package dev.ordo.orchestrator.stage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Wanted, without a result yet. */
public sealed interface Open extends WorkState permits Queued, Running, Resting {
    /** Attempts that one order is worth. */
    int MOST_ATTEMPTS = 3;

    Duration FIRST_REST = Duration.ofMillis(500);

    Order order();

    /** The newest attempt that was issued. */
    @JsonIgnore
    int issued();

    /** Whether a failure of {@code failure}'s execution ends the newest attempt. */
    boolean concerns(StageFailed failure);

    @Override
    default Transition resulted(String key, WorkResult result, Instant at) {
        Optional<String> misfit = order().misfit(result);
        if (result.execution().attempt() > issued()) {
            return Transition.ignored(
                    this, "a result of attempt " + result.execution().attempt() + ", never issued");
        }
        if (misfit.isPresent()) {
            return Transition.ignored(this, misfit.get());
        }
        return Transition.told(
                new Accepted(result, at, issued()),
                order(),
                study -> new StudyNote.Accepted(key, result, at, !order().isComputedFor(study)));
    }

    @Override
    default Transition failed(String key, StageFailed failure, Instant at) {
        if (failure.execution().attempt() != issued() || !concerns(failure)) {
            return Transition.ignored(this, "a failure of an execution that was given up: " + failure.message());
        }
        int tried = issued() - order().firstAttempt() + 1;
        if (!failure.retryable() || tried >= MOST_ATTEMPTS) {
            return Transition.told(
                    new Failed(order(), issued(), failure.code(), failure.message()),
                    order(),
                    study -> new StudyNote.Failed(key, failure.code(), failure.message()));
        }
        Duration rest = FIRST_REST.multipliedBy(1L << (2 * (tried - 1)));
        return Transition.told(
                new Resting(order(), issued() + 1, at.plus(rest)),
                order(),
                study -> new StudyNote.PutBack(key, issued() + 1, failure.code() + ": " + failure.message()));
    }
}
