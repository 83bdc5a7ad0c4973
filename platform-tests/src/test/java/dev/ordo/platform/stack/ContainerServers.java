package dev.ordo.platform.stack;

import dev.ordo.cli.stack.Probes;
import dev.ordo.cli.stack.Servers;
import dev.ordo.cli.stack.StackMember;
import dev.ordo.cli.stack.StoreCredentials;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/**
 * The broker and the store of {@code docker-compose.yml} as containers: its images, environments and commands, and ports
 * of the test's own.
 *
 * @param compose the file
 */
record ContainerServers(ComposeFile compose) implements Servers {
    /** Removes the containers of tests that were killed; Testcontainers starts it before any other unless it is told not to. */
    static final String CLEANER = "testcontainers/ryuk:0.14.0";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int STORE_PORT = 8333;

    /** The image: the file's, or another that {@code ordo.image.kafka} or {@code ordo.image.s3} names. */
    private DockerImageName image(String service) {
        String standard = compose.image(service);
        String wanted = System.getProperty("ordo.image." + service, standard);
        return DockerImageName.parse(wanted).asCompatibleSubstituteFor(DockerImageName.parse(standard));
    }

    /**
     * The servers of a file, once all images are there: those that are not are fetched.
     *
     * @throws RuntimeException naming what is lacking; within seconds where no registry is in reach
     */
    static ContainerServers fetched(ComposeFile compose) {
        ContainerServers servers = new ContainerServers(compose);
        List<DockerImageName> images = List.of(servers.image("kafka"), servers.image("s3"));
        DockerEngine.find().ifPresent(engine -> {
            if (!Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
                engine.require(asFetched(DockerImageName.parse(CLEANER)));
            }
            images.forEach(image -> engine.require(asFetched(image)));
        });
        images.forEach(image -> new RemoteDockerImage(image).get());
        return servers;
    }

    /** The name after Testcontainers' own settings: a mirror, say. */
    private static String asFetched(DockerImageName image) {
        return ImageNameSubstitutor.instance().apply(image).asCanonicalNameString();
    }

    /** Clients outside are told the port that they reach, so the broker listens on the same one inside. */
    @Override
    public StackMember kafka(int port, Path logs) {
        Map<String, String> listeners = Map.of(
                "KAFKA_LISTENERS", "INTERNAL://:19092,LOOPBACK://:" + port + ",CONTROLLER://localhost:9093",
                "KAFKA_ADVERTISED_LISTENERS", "INTERNAL://localhost:19092,LOOPBACK://" + LOOPBACK + ":" + port);
        GenericContainer<?> container = container("kafka", port, port).withEnv(listeners);
        return new ContainerMember("kafka", port, logs, container, () -> ContainerProbe.speaks(port));
    }

    @Override
    public StackMember s3(int port, StoreCredentials credentials, Path logs) {
        GenericContainer<?> container = container("s3", port, STORE_PORT)
                .withEnv("AWS_ACCESS_KEY_ID", credentials.accessKey())
                .withEnv("AWS_SECRET_ACCESS_KEY", credentials.secretKey())
                .withCommand(compose.services().get("s3").get("command").toString());
        return new ContainerMember("s3", port, logs, container, () -> Probes.answersOk(port, "/healthz"));
    }

    @Override
    public String toString() {
        return image("kafka") + ", " + image("s3");
    }

    private GenericContainer<?> container(String service, int outside, int inside) {
        GenericContainer<?> container = new GenericContainer<>(image(service))
                .withEnv(compose.environment(service))
                .withCreateContainerCmdModifier(command -> command.withUser(
                        compose.services().get(service).get("user").toString()))
                .waitingFor(new NoWait());
        container.setPortBindings(List.of(LOOPBACK + ":" + outside + ":" + inside));
        return container;
    }

    /** The stack asks for itself, as it does of processes. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            // Nothing to wait for.
        }
    }
}
