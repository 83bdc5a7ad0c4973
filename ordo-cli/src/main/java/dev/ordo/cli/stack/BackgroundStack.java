package dev.ordo.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A stack whose supervisor outlives the command that started it. */
public final class BackgroundStack {
    private static final Duration POLL = Duration.ofMillis(100);

    private BackgroundStack() {}

    /**
     * Starts the supervisor in the background and returns when the stack is ready.
     *
     * @param main the class that supervises in the foreground when given the arguments
     * @param progress receives the supervisor's lines until the stack is ready
     * @throws StackException if the supervisor ends before
     */
    public static void start(
            OrdoHome home, StackLayout layout, Class<?> main, List<String> arguments, Consumer<String> progress) {
        Process supervisor = launch(home, layout.supervisorLog(), main, arguments);
        int told = 0;
        while (true) {
            boolean ready = RunningStack.find(layout).isPresent();
            boolean alive = supervisor.isAlive();
            List<String> lines = lines(layout.supervisorLog());
            lines.subList(Math.min(told, lines.size()), lines.size()).forEach(progress);
            told = lines.size();
            if (ready) {
                return;
            }
            if (!alive) {
                throw new StackException("the stack did not start; its log is " + layout.supervisorLog());
            }
            pause();
        }
    }

    private static Process launch(OrdoHome home, Path log, Class<?> main, List<String> arguments) {
        try {
            Files.createDirectories(log.getParent());
            return new ProcessBuilder(JavaCommand.background(home, main, arguments.toArray(String[]::new)))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new StackException("cannot start the supervisor: " + e.getMessage(), e);
        }
    }

    private static List<String> lines(Path log) {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the stack was starting", e);
        }
    }
}
