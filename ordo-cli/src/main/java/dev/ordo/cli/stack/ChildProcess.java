package dev.ordo.cli.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One process of the stack, which may be started again; all its lives write to one log. */
final class ChildProcess {
    private static final int TAIL_BYTES = 16 << 10;

    private final ProcessSpec spec;
    private final Path log;
    private volatile Process process;
    private boolean startedBefore;

    ChildProcess(ProcessSpec spec, Path logs) {
        this.spec = spec;
        this.log = logs.resolve(spec.name() + ".log");
    }

    ProcessSpec spec() {
        return spec;
    }

    Path log() {
        return log;
    }

    /** Starts the process. The first life begins the log anew; later ones go on where the earlier left off. */
    void start() {
        ProcessBuilder builder = new ProcessBuilder(spec.command())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(
                        startedBefore
                                ? ProcessBuilder.Redirect.appendTo(log.toFile())
                                : ProcessBuilder.Redirect.to(log.toFile()));
        builder.environment().putAll(spec.environment());
        try {
            Files.createDirectories(log.getParent());
            process = builder.start();
            startedBefore = true;
        } catch (IOException e) {
            throw new StackException("cannot start " + spec.name() + ": " + e.getMessage(), e);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    Optional<ProcessHandle> handleIfAlive() {
        return isAlive() ? Optional.of(handle()) : Optional.empty();
    }

    int exitValue() {
        return process.exitValue();
    }

    /** Asks the process to end, and kills it if it has not after the time given. */
    void stop(Duration patience) {
        if (!isAlive()) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** The last lines of the log, oldest first. */
    List<String> lastLines(int count) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - TAIL_BYTES));
            byte[] end = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** One message with the reason a person needs: what died, how, and the end of its log. */
    StackException death() {
        return new StackException(spec.name() + " died with exit code " + exitValue() + "; the end of " + log + ":\n  "
                + String.join("\n  ", lastLines(12)));
    }
}
