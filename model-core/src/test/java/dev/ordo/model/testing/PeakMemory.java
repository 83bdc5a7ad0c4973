package dev.ordo.model.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The most anonymous memory that this process has had since the watch began, beyond what it had then. Pages of files do not
 * count: Linux drops them when somebody needs the room.
 */
final class PeakMemory implements AutoCloseable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long MILLIS = 5;

    private final long before = anonymous();
    private final Thread thread = new Thread(this::look, "peak-memory");
    private volatile long peak = before;

    private PeakMemory() {
        thread.setDaemon(true);
    }

    static PeakMemory watch() {
        PeakMemory watch = new PeakMemory();
        watch.thread.start();
        return watch;
    }

    long bytes() {
        return Math.max(peak, anonymous()) - before;
    }

    private void look() {
        while (!Thread.currentThread().isInterrupted()) {
            peak = Math.max(peak, anonymous());
            try {
                Thread.sleep(MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** What this process has of it now, in bytes. */
    static long anonymous() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
