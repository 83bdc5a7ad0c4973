package dev.ordo.cli.stack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stops the processes that a stack left behind when its supervisor died without a word. */
final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private Leftovers() {}

    /**
     * Stops every recorded process that still runs: the last started first, SIGTERM, then SIGKILL.
     *
     * @param record what was recorded
     * @param except the pid to spare: the caller's own
     * @return how many were still running
     */
    static int stopAll(StackRecord record, long except) {
        List<ProcessHandle> running = new ArrayList<>();
        record.processes()
                .values()
                .forEach(entry ->
                        entry.alive().filter(handle -> handle.pid() != except).ifPresent(running::add));
        Collections.reverse(running);
        running.forEach(ProcessHandle::destroy);
        awaitOrKill(running);
        return running.size();
    }

    private static void awaitOrKill(List<ProcessHandle> handles) {
        CompletableFuture<?>[] ends =
                handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            handles.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            handles.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
