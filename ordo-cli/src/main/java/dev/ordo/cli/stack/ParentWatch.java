package dev.ordo.cli.stack;

import java.time.Duration;

/** Ends this process when the one that started it is gone, even by a SIGKILL that let it clean up nothing. */
final class ParentWatch {
    static final String PARENT_PROPERTY = "ordo.parent";
    static final String RECORD_PROPERTY = "ordo.record";
    private static final Duration PERIOD = Duration.ofMillis(500);

    private ParentWatch() {}

    /** Starts watching if {@value #PARENT_PROPERTY} names a process; {@value #RECORD_PROPERTY} names the stack's record. */
    static void start() {
        Long pid = Long.getLong(PARENT_PROPERTY);
        if (pid == null) {
            return;
        }
        Thread watch = new Thread(() -> awaitEndOf(pid), "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEndOf(long pid) {
        while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
            try {
                Thread.sleep(PERIOD.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
        stopSiblings();
        Runtime.getRuntime().exit(1);
    }

    /** The services do not watch for themselves: whoever notices first stops them all. */
    private static void stopSiblings() {
        String record = System.getProperty(RECORD_PROPERTY);
        if (record != null) {
            StackRecord.read(java.nio.file.Path.of(record))
                    .ifPresent(found ->
                            Leftovers.stopAll(found, ProcessHandle.current().pid()));
        }
    }
}
