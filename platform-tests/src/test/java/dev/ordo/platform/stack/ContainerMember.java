package dev.ordo.platform.stack;

import dev.ordo.cli.stack.LogTail;
import dev.ordo.cli.stack.StackMember;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;

/** A member of the stack that is a container. What it stores stays with it when it is stopped and started again. */
final class ContainerMember implements StackMember {
    private final String name;
    private final int port;
    private final Path log;
    private final GenericContainer<?> container;
    private final BooleanSupplier ready;

    ContainerMember(String name, int port, Path logs, GenericContainer<?> container, BooleanSupplier ready) {
        this.name = name;
        this.port = port;
        this.log = logs.resolve(name + ".log");
        this.container = container;
        this.ready = ready;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean isReady() {
        return ready.getAsBoolean();
    }

    @Override
    public void start() {
        if (container.getContainerId() == null) {
            container.start();
        } else {
            DockerClientFactory.lazyClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
        }
        follow();
    }

    /** Docker tells a container's whole output again, that of earlier lives first. */
    private void follow() {
        try {
            Files.createDirectories(log.getParent());
            OutputStream out = Files.newOutputStream(log);
            container.followOutput(frame -> append(out, frame));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + log, e);
        }
    }

    private static void append(OutputStream out, OutputFrame frame) {
        try (OutputStream closing = frame.getType() == OutputFrame.OutputType.END ? out : null) {
            if (frame.getBytes() != null) {
                out.write(frame.getBytes());
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the output of a container", e);
        }
    }

    @Override
    public boolean isAlive() {
        return container.getContainerId() != null
                && Boolean.TRUE.equals(
                        container.getCurrentContainerInfo().getState().getRunning());
    }

    @Override
    public Optional<ProcessHandle> handle() {
        return Optional.empty();
    }

    @Override
    public int exitValue() {
        return container.getCurrentContainerInfo().getState().getExitCodeLong().intValue();
    }

    @Override
    public void stop(Duration patience) {
        if (isAlive()) {
            DockerClientFactory.lazyClient()
                    .stopContainerCmd(container.getContainerId())
                    .withTimeout(Math.toIntExact(patience.toSeconds()))
                    .exec();
        }
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public List<String> lastLines(int count) {
        return LogTail.lines(log, count);
    }
}
