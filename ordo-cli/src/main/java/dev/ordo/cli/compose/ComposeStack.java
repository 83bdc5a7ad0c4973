package dev.ordo.cli.compose;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.RunningStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Ordo in the containers of {@code docker-compose.yml}. It outlives the command that brought it up. */
public final class ComposeStack {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final String BUCKET = "ordo";

    private final DockerCompose docker;
    private final ComposeSettings settings;
    private final Consumer<String> progress;

    ComposeStack(DockerCompose docker, ComposeSettings settings, Consumer<String> progress) {
        this.docker = docker;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * The stack that a home describes, whether it is up or not.
     *
     * @throws CommandFailure if Docker's compose is not installed here
     */
    public static ComposeStack of(OrdoHome home, Consumer<String> progress) {
        Path root = home.root();
        return new ComposeStack(
                DockerCompose.find(root), ComposeSettings.readOrCreate(root, System.getenv()), progress);
    }

    /** Builds the images of Ordo's services. */
    public void build() {
        docker.run("build");
    }

    /** Stops everything and throws away everything that was stored. */
    public void clear() {
        docker.run("down", "--volumes", "--remove-orphans");
    }

    /**
     * Brings up what is not up, and waits until all of it is healthy. Images that are not there are built.
     *
     * @throws CommandFailure if a container ends, falls ill, or is not healthy within five minutes
     */
    public RunningStack up() {
        RunningStack running = new RunningStack(
                "http://" + settings.address("ORDO_PORT", 8080),
                settings.address("KAFKA_PORT", 9092),
                "http://" + settings.address("S3_PORT", 8333),
                BUCKET,
                settings.credentials());
        docker.run("up", "-d");
        awaitHealthy();
        progress.accept("the containers are healthy; `" + String.join(" ", docker.compose()) + " down` in "
                + docker.directory() + " stops them");
        return running;
    }

    private void awaitHealthy() {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            List<ContainerState> waiting = states().stream()
                    .filter(each -> !each.isDone())
                    .peek(ComposeStack::refuseBroken)
                    .toList();
            if (waiting.isEmpty()) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new CommandFailure("not healthy after " + LIMIT.toSeconds() + " s: "
                        + waiting.get(0).name() + "; `docker logs "
                        + waiting.get(0).name() + "` says more");
            }
            pause();
        }
    }

    /** Those that have ended too: compose's second version leaves them out unless it is asked for all. */
    private List<ContainerState> states() {
        List<String> containers = docker.lines("ps", "--all", "--quiet");
        if (containers.isEmpty()) {
            throw new CommandFailure("compose has started no container");
        }
        return docker.inspect(ContainerState.FORMAT, containers).stream()
                .filter(line -> !line.isBlank())
                .map(ContainerState::parse)
                .toList();
    }

    private static void refuseBroken(ContainerState container) {
        if (container.isBroken()) {
            throw new CommandFailure("the container " + container.name() + " is " + container.status() + " "
                    + container.health() + " (exit code " + container.exitCode() + "); `docker logs "
                    + container.name() + "` says more");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while the containers were starting", e);
        }
    }
}
