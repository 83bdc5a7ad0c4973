package dev.ordo.cli.stack;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stops a stack from outside: its supervisor first, which stops the others in order, then whatever is left. */
public final class StackShutdown {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private StackShutdown() {}

    /**
     * Stops the stack of a state directory.
     *
     * @return whether anything was running
     */
    public static boolean stop(StackLayout layout) {
        Optional<StackRecord> found = StackRecord.read(layout.record());
        if (found.isEmpty()) {
            return false;
        }
        Optional<ProcessHandle> supervisor = found.get().supervisor().alive();
        supervisor.ifPresent(StackShutdown::end);
        StackRecord latest = StackRecord.read(layout.record()).orElse(found.get());
        int left = Leftovers.stopAll(latest, ProcessHandle.current().pid());
        layout.forget();
        return supervisor.isPresent() || left > 0;
    }

    private static void end(ProcessHandle supervisor) {
        supervisor.destroy();
        try {
            supervisor.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            supervisor.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
