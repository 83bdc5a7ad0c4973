package dev.ordo.stage.worker;

import dev.ordo.events.Topics;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.stage.Requirements;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One execution from taking to committing. The order is the promise: result complete in the store, event acknowledged by
 * the broker, and only then {@link Disposition#ACCEPT}.
 */
public final class WorkExecution {
    private static final Logger LOG = LoggerFactory.getLogger(WorkExecution.class);

    private final Job job;
    private final Outbox outbox;
    private final Preflight preflight;
    private final ComputePermit permit;
    private final WorkDirectories directories;
    private final WorkMetrics metrics;
    private final InstantSource clock;

    public WorkExecution(
            Job job,
            Outbox outbox,
            Preflight preflight,
            ComputePermit permit,
            WorkDirectories directories,
            WorkMetrics metrics,
            InstantSource clock) {
        this.job = job;
        this.outbox = outbox;
        this.preflight = preflight;
        this.permit = permit;
        this.directories = directories;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Runs the work to its end, whatever that is, and gives its memory back. Throws nothing. */
    public Disposition run(Delivery delivery, Cancellation cancellation) {
        Disposition end = conclude(delivery, cancellation, () -> compute(delivery, cancellation));
        NativeHeap.trim();
        return end;
    }

    /** Says why the work is not run; but where an earlier execution got as far as a result, says that. Throws nothing. */
    Disposition refuse(Delivery delivery, Cancellation cancellation, OrdoException why) {
        return conclude(delivery, cancellation, () -> {
            throw why;
        });
    }

    private Disposition conclude(Delivery delivery, Cancellation cancellation, Supplier<Outcome> computing) {
        try {
            cancellation.check();
            Optional<Outcome> earlier = job.earlier(delivery, new SilentProgress(cancellation));
            Outcome outcome = earlier.isPresent() ? earlier.get() : computing.get();
            cancellation.check();
            outbox.send(outcome.topic(), delivery.key(), outcome.event());
            metrics.ended(earlier.isPresent() ? WorkMetrics.End.REUSED : WorkMetrics.End.COMPUTED);
            return Disposition.ACCEPT;
        } catch (WorkDroppedException | UndeliveredEventException e) {
            return stopped(delivery, cancellation, e);
        } catch (Throwable e) {
            return cancellation.isCancelled() ? stopped(delivery, cancellation, e) : fail(delivery, e);
        }
    }

    private Outcome compute(Delivery delivery, Cancellation cancellation) {
        Execution execution = delivery.execution();
        try (WorkDirectory directory = directories.open(execution.executionId())) {
            Job.Computed computed;
            ComputeInterval interval;
            try (ComputePermit.Held held = permit.acquire()) {
                var from = clock.instant();
                cancellation.check();
                Requirements needs = job.needs(delivery, new SilentProgress(cancellation));
                preflight.check(job.label(), needs);
                outbox.send(
                        Topics.STAGE_EVENTS,
                        execution.key(),
                        new StageStarted(execution, held.waited().toMillis(), delivery.idleSince(), needs.totals()));
                var progress = new LendingProgress(
                        new ThrottledProgress(execution, outbox, cancellation, System::nanoTime), held);
                computed = job.compute(
                        delivery, directory.path(), new TokenCount(progress, delivery.work(), metrics::tokens));
                interval = new ComputeInterval(from, clock.instant());
            }
            metrics.computed(interval.length());
            cancellation.check();
            return computed.commit(interval);
        }
    }

    private Disposition fail(Delivery delivery, Throwable cause) {
        Failure failure = Failure.of(cause);
        LOG.error("{} {}: {}", job.label(), delivery.execution(), failure, cause);
        try {
            outbox.send(Topics.STAGE_EVENTS, delivery.key(), failure.event(delivery.execution()));
        } catch (UndeliveredEventException e) {
            return released(delivery, e);
        }
        metrics.failed(failure.code());
        metrics.ended(WorkMetrics.End.FAILED);
        return Disposition.ACCEPT;
    }

    /** The record of work that was handed over or cancelled is done with: what comes next is the orchestrator's to say. */
    private Disposition stopped(Delivery delivery, Cancellation cancellation, Throwable why) {
        Thread.interrupted(); // It was the cancelling that interrupted; what is said now must not fail of it.
        Execution execution = delivery.execution();
        return switch (cancellation.reason().orElse(StopReason.LEASE_LOST)) {
            case HAND_OVER ->
                say(
                        delivery,
                        new StageReleased(execution, StopReason.HAND_OVER.toString()),
                        WorkMetrics.End.HANDED_OVER);
            case UNWANTED -> say(delivery, new StageCancelled(execution), WorkMetrics.End.CANCELLED);
            case LEASE_LOST -> released(delivery, why);
        };
    }

    private Disposition say(Delivery delivery, Object event, WorkMetrics.End end) {
        try {
            outbox.send(Topics.STAGE_EVENTS, delivery.key(), event);
        } catch (UndeliveredEventException e) {
            return released(delivery, e);
        }
        LOG.info("{} {}: {}", job.label(), delivery.execution(), end);
        metrics.ended(end);
        return Disposition.ACCEPT;
    }

    private Disposition released(Delivery delivery, Throwable why) {
        LOG.warn("{} {} is given back: {}", job.label(), delivery.execution(), why.toString());
        metrics.ended(WorkMetrics.End.RELEASED);
        return Disposition.RELEASE;
    }
}
