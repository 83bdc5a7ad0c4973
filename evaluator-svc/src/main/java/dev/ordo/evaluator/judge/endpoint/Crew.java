package dev.ordo.evaluator.judge.endpoint;

import dev.ordo.stage.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads that wait for a judge, so that several questions are under way at a time. */
final class Crew implements AutoCloseable {
    private static final long SIGN_OF_LIFE_MILLIS = 1000;

    private final ExecutorService threads;

    Crew(int size) {
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(size, task -> {
            Thread thread = new Thread(task, "ordo-judge-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Does all tasks and returns what they return, in their order.
     *
     * @param progress told of the tasks done, every second if nothing happens, by the calling thread
     * @throws RuntimeException the first that a task threw, or that progress did; the rest is not waited for
     */
    <T> List<T> all(List<Callable<T>> tasks, Progress progress) {
        List<Future<T>> running = tasks.stream().map(threads::submit).toList();
        List<T> results = new ArrayList<>();
        for (Future<T> each : running) {
            results.add(await(each, () -> progress.report(results.size(), tasks.size(), "judgement")));
        }
        return results;
    }

    private static <T> T await(Future<T> task, Runnable signOfLife) {
        while (true) {
            signOfLife.run();
            try {
                return task.get(SIGN_OF_LIFE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                continue;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a judge was waited for", e);
            }
        }
    }

    /** Interrupts what is still under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
