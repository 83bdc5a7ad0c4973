package dev.ordo.orchestrator;

import dev.ordo.dataset.Fingerprints;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.orchestrator.plan.ModelCatalog;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A catalogue whose look-ups end in time: a store that accepts a call and never answers it counts as away. */
final class BoundedCatalog implements ModelCatalog, AutoCloseable {
    private final ModelCatalog catalog;
    private final Duration limit;
    private final ExecutorService calls = Executors.newCachedThreadPool(BoundedCatalog::daemon);

    BoundedCatalog(ModelCatalog catalog, Duration limit) {
        this.catalog = catalog;
        this.limit = limit;
    }

    @Override
    public CheckpointRef model(String name) {
        return bounded("model '" + name + "'", () -> catalog.model(name));
    }

    @Override
    public DatasetRef data(String name) {
        return bounded("data set '" + name + "'", () -> catalog.data(name));
    }

    @Override
    public Fingerprints fingerprints(DatasetRef set) {
        return bounded("the text of data set '" + set.name() + "'", () -> catalog.fingerprints(set));
    }

    private <T> T bounded(String what, Supplier<T> lookUp) {
        Future<T> answer = calls.submit(lookUp::get);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unavailable("the store has not said within " + limit + " what " + what + " is", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw unavailable("interrupted while looking up " + what, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("looking up " + what + " failed", e.getCause());
        }
    }

    private static RetryableException unavailable(String message, Exception cause) {
        return new RetryableException(ErrorCode.STORE_UNAVAILABLE, message, cause);
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "ordo-look-up");
        thread.setDaemon(true);
        return thread;
    }
}
