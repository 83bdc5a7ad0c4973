package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.artifacts.Lineage;
import dev.ordo.events.Technique;
import dev.ordo.events.Topics;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.Needs;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.stage.Progress;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WorkExecutionTest {
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final MemoryArtifacts artifacts = new MemoryArtifacts();
    private final CountingMetrics metrics = new CountingMetrics();
    private final Cancellation cancellation = new Cancellation();

    @TempDir
    Path scratch;

    private WorkDirectories directories;

    @BeforeEach
    void open() {
        directories = new WorkDirectories(scratch);
    }

    @AfterEach
    void close() {
        directories.close();
    }

    @Test
    void announcesTheStartAndThenTheStoredResult() {
        Disposition disposition = run((inputs, output, progress) -> new StageOutput(0.25));

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.sent)
                .extracting(MemoryOutbox.Sent::topic)
                .containsExactly(Topics.STAGE_EVENTS, Topics.CHECKPOINTS);
        assertThat(outbox.sent).extracting(MemoryOutbox.Sent::key).containsOnly(Samples.KEY);
        StageStarted started = outbox.only(StageStarted.class);
        assertThat(started.idleSince()).isEqualTo(Samples.IDLE);
        assertThat(started.permitWaitMillis()).isZero();
        CheckpointReady ready = outbox.only(CheckpointReady.class);
        assertThat(ready.checkpoint()).isEqualTo(artifacts.stored.get(0).ref());
        assertThat(ready.result().execution()).isEqualTo(Samples.EXECUTION);
        assertThat(ready.result().realizedSparsity()).isEqualTo(0.25);
        assertThat(metrics.ends).containsExactly(WorkMetrics.End.COMPUTED);
        assertThat(metrics.durations).hasSize(1);
    }

    @Test
    void saysWhatTheWorkNeedsWhenItBegins() {
        run((inputs, output, progress) -> new StageOutput(0.25));

        long inputs = Samples.PARENT.bytes() + Samples.NOVEL.location().length();
        assertThat(outbox.only(StageStarted.class).needs()).isEqualTo(new Needs(0L, 0L, inputs));
    }

    @Test
    void refusesWorkThatDoesNotFitBeforeItFetchesAnything() {
        Preflight full =
                new Preflight(new PreflightSettings(0, 0, true), () -> Long.MAX_VALUE, () -> Long.MAX_VALUE, () -> 50);
        Job job = new StageJob(
                task((inputs, output, progress) -> {
                    throw new AssertionError("must not compute");
                }),
                artifacts,
                Duration.ZERO);

        Disposition disposition = new WorkExecution(
                        job, outbox, full, new ComputePermit(Optional.empty()), directories, metrics, Clock.systemUTC())
                .run(Samples.delivery(Samples.PRUNE), cancellation);

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        StageFailed failed = outbox.only(StageFailed.class);
        assertThat(failed.code()).isEqualTo("INSUFFICIENT_DISK");
        assertThat(failed.retryable()).isTrue();
        assertThat(failed.message()).startsWith("prune needs ").endsWith(" are available here");
        assertThat(outbox.all(StageStarted.class)).isEmpty();
        assertThat(metrics.failures).containsExactly(ErrorCode.INSUFFICIENT_DISK);
    }

    @Test
    void recordsWhatTheResultWasMadeFrom() {
        run((inputs, output, progress) -> new StageOutput(0.25));

        Lineage lineage = artifacts.stored.get(0).manifest().lineage();
        assertThat(lineage.parent()).isEqualTo(Samples.PARENT.digest());
        assertThat(lineage.recipe()).isEqualTo(Samples.PRUNE.recipe());
        assertThat(lineage.data()).containsExactly(Samples.NOVEL);
        assertThat(lineage.teacher()).isNull();
        assertThat(lineage.compute().to()).isAfterOrEqualTo(lineage.compute().from());
    }

    @Test
    void saysAgainWhatAnEarlierExecutionMadeInsteadOfComputing() {
        ComputeInterval then = new ComputeInterval(Instant.EPOCH, Instant.EPOCH.plusSeconds(9));
        Execution earlier = new Execution(Samples.KEY, 1, "e0", "worker-0");
        artifacts.stored.add(MemoryArtifacts.checkpoint(
                new Lineage(earlier, then, Samples.DIGEST, null, Arm.REQUANTIZE, 1L, null, List.of(), 0.5)));

        Disposition disposition = run((inputs, output, progress) -> {
            throw new AssertionError("must not compute");
        });

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        CheckpointReady ready = outbox.only(CheckpointReady.class);
        assertThat(ready.checkpoint().location()).isEqualTo("checkpoints/e0");
        assertThat(ready.result().execution()).isEqualTo(Samples.EXECUTION);
        assertThat(ready.result().compute()).isEqualTo(then);
        assertThat(ready.result().realizedSparsity()).isEqualTo(0.5);
        assertThat(outbox.all(StageStarted.class)).isEmpty();
        assertThat(metrics.ends).containsExactly(WorkMetrics.End.REUSED);
    }

    @Test
    void reportsAPermanentFailureAndIsDoneWithTheRecord() {
        Disposition disposition = run((inputs, output, progress) -> {
            throw new PermanentException(ErrorCode.SHAPE_MISMATCH, "q_proj is [2, 3], expected [3, 3]");
        });

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.only(StageFailed.class))
                .isEqualTo(new StageFailed(
                        Samples.EXECUTION, "SHAPE_MISMATCH", "q_proj is [2, 3], expected [3, 3]", false));
        assertThat(artifacts.stored).isEmpty();
        assertThat(metrics.failures).containsExactly(ErrorCode.SHAPE_MISMATCH);
    }

    @Test
    void reportsAStoreThatIsAwayAsRetryable() {
        artifacts.failure = new RetryableException(ErrorCode.STORE_UNAVAILABLE, "connection refused");

        assertThat(run((inputs, output, progress) -> new StageOutput(0))).isEqualTo(Disposition.ACCEPT);

        assertThat(outbox.only(StageFailed.class).retryable()).isTrue();
        assertThat(outbox.only(StageFailed.class).code()).isEqualTo("STORE_UNAVAILABLE");
    }

    @Test
    void reportsEvenErrorsOfTheVirtualMachine() {
        run((inputs, output, progress) -> {
            throw new OutOfMemoryError("Java heap space");
        });

        assertThat(outbox.only(StageFailed.class).message())
                .matches("OutOfMemoryError: Java heap space \\(the Java heap may hold \\d+ MiB\\)");
        assertThat(outbox.only(StageFailed.class).code()).isEqualTo("INSUFFICIENT_MEMORY");
    }

    @Test
    void givesTheRecordBackWhenTheResultCouldNotBeAnnounced() {
        outbox.unreachable = Topics.CHECKPOINTS;

        Disposition disposition = run((inputs, output, progress) -> new StageOutput(0));

        assertThat(disposition).isEqualTo(Disposition.RELEASE);
        assertThat(artifacts.stored)
                .as("the next delivery finds it and says it again")
                .hasSize(1);
        assertThat(outbox.all(StageFailed.class)).isEmpty();
    }

    @Test
    void givesTheRecordBackWhenTheFailureCouldNotBeAnnounced() {
        Disposition disposition = run((inputs, output, progress) -> {
            outbox.unreachable = Topics.STAGE_EVENTS;
            throw new PermanentException(ErrorCode.INTERNAL, "no");
        });

        assertThat(disposition).isEqualTo(Disposition.RELEASE);
        assertThat(metrics.ends).containsExactly(WorkMetrics.End.RELEASED);
    }

    @Test
    void storesAndSaysNothingOnceItsLeaseIsLost() {
        Disposition disposition = run((inputs, output, progress) -> {
            cancellation.cancel(StopReason.LEASE_LOST);
            return new StageOutput(0);
        });

        assertThat(disposition).isEqualTo(Disposition.RELEASE);
        assertThat(artifacts.stored).isEmpty();
        assertThat(outbox.all(CheckpointReady.class)).isEmpty();
    }

    @Test
    void handsItsWorkOverAtShutdownAndIsDoneWithTheRecord() {
        Disposition disposition = run((inputs, output, progress) -> {
            cancellation.cancel(StopReason.HAND_OVER);
            progress.report(1, 2, "step");
            throw new AssertionError("must not get here");
        });

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.only(StageReleased.class))
                .isEqualTo(new StageReleased(Samples.EXECUTION, "the worker is shutting down"));
        assertThat(outbox.all(StageFailed.class)).isEmpty();
        assertThat(artifacts.stored).isEmpty();
        assertThat(metrics.ends).containsExactly(WorkMetrics.End.HANDED_OVER);
    }

    @Test
    void handsOverWhatTheInterruptionBroke() {
        Disposition disposition = run((inputs, output, progress) -> {
            cancellation.cancel(StopReason.HAND_OVER);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
        });

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.all(StageReleased.class)).hasSize(1);
        assertThat(outbox.all(StageFailed.class)).isEmpty();
        assertThat(Thread.interrupted()).as("still interrupted").isFalse();
    }

    @Test
    void givesTheRecordBackWhenTheHandOverCouldNotBeSaid() {
        Disposition disposition = run((inputs, output, progress) -> {
            cancellation.cancel(StopReason.HAND_OVER);
            outbox.unreachable = Topics.STAGE_EVENTS;
            throw new IllegalStateException("interrupted");
        });

        assertThat(disposition).isEqualTo(Disposition.RELEASE);
        assertThat(metrics.ends).containsExactly(WorkMetrics.End.RELEASED);
    }

    @Test
    void saysThatItStoppedUnwantedWorkAndStoresNothing() {
        Disposition disposition = run((inputs, output, progress) -> {
            cancellation.cancel(StopReason.UNWANTED);
            return new StageOutput(0);
        });

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.only(StageCancelled.class)).isEqualTo(new StageCancelled(Samples.EXECUTION));
        assertThat(outbox.all(CheckpointReady.class)).isEmpty();
        assertThat(artifacts.stored).isEmpty();
        assertThat(metrics.ends).containsExactly(WorkMetrics.End.CANCELLED);
    }

    @Test
    void doesNotEvenBeginUnwantedWork() {
        cancellation.cancel(StopReason.UNWANTED);

        Disposition disposition = run((inputs, output, progress) -> {
            throw new AssertionError("must not compute");
        });

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.all(StageStarted.class)).isEmpty();
        assertThat(outbox.all(StageCancelled.class)).hasSize(1);
    }

    @Test
    void saysNothingMoreOfWorkWhoseLeaseIsLostAfterItWasCancelled() {
        cancellation.cancel(StopReason.UNWANTED);
        cancellation.cancel(StopReason.LEASE_LOST);

        assertThat(run((inputs, output, progress) -> new StageOutput(0))).isEqualTo(Disposition.RELEASE);
        assertThat(outbox.sent).isEmpty();
    }

    @Test
    @Timeout(20)
    void handsOverWorkThatStillWaitsForThePermit() {
        ComputePermit permit = new ComputePermit(Optional.of(scratch.resolve("permit")));
        Thread worker = Thread.currentThread();
        Cancellation waking = new Cancellation(worker::interrupt);
        Job job = new StageJob(task((inputs, output, progress) -> new StageOutput(0)), artifacts, Duration.ZERO);
        try (ComputePermit.Held taken = permit.acquire()) {
            new Thread(() -> {
                        while (worker.getState() != Thread.State.WAITING) {
                            Thread.onSpinWait();
                        }
                        waking.cancel(StopReason.HAND_OVER);
                    })
                    .start();

            Disposition disposition = execution(job, permit).run(Samples.delivery(Samples.PRUNE), waking);

            assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        }
        assertThat(outbox.all(StageReleased.class)).hasSize(1);
        assertThat(outbox.all(StageStarted.class)).isEmpty();
    }

    @Test
    @Timeout(20)
    void givesThePermitBackBeforeItUploads() {
        ComputePermit permit = new ComputePermit(Optional.of(scratch.resolve("permit")));
        List<Duration> waits = new ArrayList<>();
        artifacts.whenStoring = () -> {
            try (ComputePermit.Held held = permit.acquire()) {
                waits.add(held.waited());
            }
        };
        Job job = new StageJob(task((inputs, output, progress) -> new StageOutput(0)), artifacts, Duration.ZERO);

        assertThat(execution(job, permit).run(Samples.delivery(Samples.PRUNE), cancellation))
                .isEqualTo(Disposition.ACCEPT);
        assertThat(waits).hasSize(1);
    }

    @Test
    void leavesNoFilesBehindWhetherItSucceedsOrFails() {
        Path[] places = new Path[2];
        run((inputs, output, progress) -> {
            places[0] = output;
            return new StageOutput(0);
        });
        artifacts.stored.clear();
        run((inputs, output, progress) -> {
            places[1] = output;
            throw new IllegalStateException("no");
        });

        assertThat(places[0].getParent()).doesNotExist();
        assertThat(places[1].getParent()).doesNotExist();
    }

    private Disposition run(Body body) {
        Job job = new StageJob(task(body), artifacts, Duration.ZERO);
        return execution(job, new ComputePermit(Optional.empty())).run(Samples.delivery(Samples.PRUNE), cancellation);
    }

    private WorkExecution execution(Job job, ComputePermit permit) {
        return new WorkExecution(job, outbox, Samples.ROOMY, permit, directories, metrics, Clock.systemUTC());
    }

    private static StageTask task(Body body) {
        return new StageTask() {
            @Override
            public Technique technique() {
                return Technique.PRUNE;
            }

            @Override
            public StageOutput run(StageInputs inputs, Path output, Progress progress) {
                return body.run(inputs, output, progress);
            }
        };
    }

    @FunctionalInterface
    private interface Body {
        StageOutput run(StageInputs inputs, Path output, Progress progress);
    }
}
