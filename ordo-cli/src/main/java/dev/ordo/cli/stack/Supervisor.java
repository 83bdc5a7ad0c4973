package dev.ordo.cli.stack;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Watches the processes of a stack and starts again those that die.
 *
 * <p>A process that dies {@value #MAX_DEATHS} times within a minute is given up, with the end of its log.
 */
final class Supervisor {
    private static final int MAX_DEATHS = 5;
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<String, StackMember> children = new LinkedHashMap<>();
    private final Map<String, Deque<Long>> deaths = new LinkedHashMap<>();
    private final Set<String> unwatched = new HashSet<>();
    private final Runnable changed;
    private final Consumer<String> progress;
    private boolean closing;

    /**
     * @param progress receives a line for each death and each restart
     * @param changed runs whenever the set of running processes has changed
     */
    Supervisor(Consumer<String> progress, Runnable changed) {
        this.progress = progress;
        this.changed = changed;
    }

    /** Starts a process; it is watched from the moment it is ready. */
    synchronized <M extends StackMember> M launch(M child) {
        if (closing) {
            throw new StackException("the stack is being stopped");
        }
        children.put(child.name(), child);
        unwatched.add(child.name());
        child.start();
        changed.run();
        return child;
    }

    /** From now on the process is started again when it dies. */
    synchronized void watch(String name) {
        unwatched.remove(name);
    }

    /** From now on the process may die. */
    synchronized void unwatch(String name) {
        unwatched.add(name);
    }

    synchronized StackMember child(String name) {
        StackMember child = children.get(name);
        if (child == null) {
            throw new StackException("this stack has no process " + name);
        }
        return child;
    }

    synchronized List<StackMember> all() {
        return List.copyOf(children.values());
    }

    void startWatching() {
        Thread thread = new Thread(this::watchUntilClosed, "stack-supervisor");
        thread.setDaemon(true);
        thread.start();
    }

    private void watchUntilClosed() {
        while (restartTheDead()) {
            try {
                Thread.sleep(PERIOD.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized boolean restartTheDead() {
        if (closing) {
            return false;
        }
        for (StackMember child : children.values()) {
            if (!child.isAlive() && !unwatched.contains(child.name())) {
                restart(child);
            }
        }
        return true;
    }

    private void restart(StackMember child) {
        String name = child.name();
        if (tooManyDeaths(name)) {
            unwatched.add(name);
            progress.accept("gave up: " + child.death().getMessage());
            return;
        }
        progress.accept(name + " died with exit code " + child.exitValue() + "; starting it again");
        try {
            child.start();
            changed.run();
        } catch (StackException e) {
            unwatched.add(name);
            progress.accept("gave up: " + e.getMessage());
        }
    }

    private boolean tooManyDeaths(String name) {
        long now = System.nanoTime();
        Deque<Long> recent = deaths.computeIfAbsent(name, each -> new ArrayDeque<>());
        recent.removeIf(at -> now - at > MINUTE_NANOS);
        recent.add(now);
        return recent.size() >= MAX_DEATHS;
    }

    /** Stops everything, the last started first: the services while broker and store still answer. */
    void close() {
        List<StackMember> order;
        synchronized (this) {
            closing = true;
            order = new ArrayList<>(children.values());
        }
        Collections.reverse(order);
        List<StackMember> services = order.stream().filter(c -> !isServer(c)).toList();
        services.forEach(child -> child.handle().ifPresent(ProcessHandle::destroy));
        order.forEach(child -> child.stop(PATIENCE));
    }

    private static boolean isServer(StackMember child) {
        String name = child.name();
        return name.equals(StackProcesses.KAFKA) || name.equals(StackProcesses.S3);
    }
}
