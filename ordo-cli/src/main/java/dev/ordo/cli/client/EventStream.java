package dev.ordo.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads server-sent events. A stream that is silent for longer than its heartbeats allow is taken for dead and closed, since
 * the other side may have gone without a word.
 */
final class EventStream {
    private final InputStream body;
    private final Duration longestSilence;
    private volatile long heard = System.nanoTime();
    private volatile boolean silent;

    /** @param longestSilence after which the stream is closed */
    EventStream(InputStream body, Duration longestSilence) {
        this.body = body;
        this.longestSilence = longestSilence;
    }

    /**
     * Hands on the data of each event as it comes, to the stream's end.
     *
     * @throws IOException if the stream breaks off or falls silent
     */
    void read(Consumer<String> data) throws IOException {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(EventStream::daemon);
        long period = Math.max(1, longestSilence.toMillis() / 4);
        watch.scheduleAtFixedRate(this::closeIfSilent, period, period, TimeUnit.MILLISECONDS);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            readLines(lines, data);
        } finally {
            watch.shutdownNow();
        }
        if (silent) {
            throw new IOException("no sign of life for " + longestSilence.toSeconds() + " s");
        }
    }

    private void readLines(BufferedReader lines, Consumer<String> data) throws IOException {
        StringBuilder event = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            heard = System.nanoTime();
            if (line.startsWith("data:")) {
                event.append(event.isEmpty() ? "" : "\n").append(line.substring("data:".length()));
            } else if (line.isEmpty() && !event.isEmpty()) {
                data.accept(event.toString());
                event.setLength(0);
            }
        }
    }

    private void closeIfSilent() {
        if (System.nanoTime() - heard > longestSilence.toNanos()) {
            silent = true;
            try {
                body.close();
            } catch (IOException e) {
                return; // It is closed then; the reader hears of it.
            }
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "event-stream-watch");
        thread.setDaemon(true);
        return thread;
    }
}
