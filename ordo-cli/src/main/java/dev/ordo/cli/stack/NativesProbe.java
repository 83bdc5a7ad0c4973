package dev.ordo.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Loads PyTorch and the tokenizers in a process of their own: nothing else says for certain that they load here. */
public final class NativesProbe {
    private static final int HEAP_MEGABYTES = 64;

    private NativesProbe() {}

    /**
     * Why they do not load; empty if they do.
     *
     * @throws StackException if the command is not built
     */
    public static Optional<String> failure(OrdoHome home, StackLayout layout, Duration limit) {
        List<String> command = JavaCommand.server(home, NativesMain.class, HEAP_MEGABYTES, layout.record());
        try {
            Path output = Files.createTempFile("ordo-natives", ".log");
            try {
                return run(command, output, limit);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            return Optional.of("the process that would load them cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while loading the native libraries", e);
        }
    }

    private static Optional<String> run(List<String> command, Path output, Duration limit)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("DJL_OFFLINE", "true");
        builder.environment().put("DJL_CACHE_DIR", DjlCache.find().directory().toString());
        Process process = builder.start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            return Optional.of("they have not loaded within " + limit.toSeconds() + " s");
        }
        return process.exitValue() == 0 ? Optional.empty() : Optional.of(reason(output));
    }

    /** The last cause that the process named. */
    private static String reason(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return lines.stream()
                .filter(line -> line.startsWith("Caused by:") || line.startsWith("Exception in thread"))
                .reduce((first, second) -> second)
                .orElse("the process that loads them ended without a word");
    }
}
