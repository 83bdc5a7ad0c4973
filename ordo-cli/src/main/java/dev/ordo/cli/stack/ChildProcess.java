package dev.ordo.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A member of the stack that is a process of this machine. */
final class ChildProcess implements StackMember {
    private final ProcessSpec spec;
    private final Path log;
    private volatile Process process;
    private boolean startedBefore;

    ChildProcess(ProcessSpec spec, Path logs) {
        this.spec = spec;
        this.log = logs.resolve(spec.name() + ".log");
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public int port() {
        return spec.port();
    }

    @Override
    public boolean isReady() {
        return spec.ready().isReady();
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public void start() {
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

    @Override
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public Optional<ProcessHandle> handle() {
        return Optional.ofNullable(process).map(Process::toHandle);
    }

    @Override
    public int exitValue() {
        return process.exitValue();
    }

    @Override
    public void stop(Duration patience) {
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

    @Override
    public List<String> lastLines(int count) {
        return LogTail.lines(log, count);
    }
}
