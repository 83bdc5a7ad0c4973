package dev.ordo.stage.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** A record's handling on a thread of its own. */
final class RunningJob {
    private final Cancellation cancellation = new Cancellation(this::wake);
    private final CompletableFuture<Disposition> end = new CompletableFuture<>();
    private final Thread thread;

    private RunningJob(Function<Cancellation, Disposition> work) {
        thread = new Thread(
                () -> {
                    try {
                        end.complete(work.apply(cancellation));
                    } catch (Throwable e) {
                        end.completeExceptionally(e);
                    }
                },
                "ordo-job");
        thread.setDaemon(true);
    }

    static RunningJob start(Function<Cancellation, Disposition> work) {
        RunningJob job = new RunningJob(work);
        job.thread.start();
        return job;
    }

    /** What the handling came to, if it ends within the time; work whose handling broke is given back. */
    Optional<Disposition> await(Duration limit) {
        try {
            return Optional.of(end.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(Disposition.RELEASE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(Disposition.RELEASE);
        }
    }

    /** Asks the work to stop at its next report. */
    void stop(StopReason reason) {
        cancellation.cancel(reason);
    }

    /** The work may be waiting for something. */
    private void wake() {
        thread.interrupt();
    }
}
