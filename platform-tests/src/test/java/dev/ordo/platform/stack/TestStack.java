package dev.ordo.platform.stack;

import dev.ordo.cli.stack.Servers;
import dev.ordo.cli.stack.StackOptions;
import java.util.Locale;
import java.util.Optional;

/**
 * What the end-to-end tests run on. {@code -Dordo.stack=containers} takes broker and store from containers, {@code
 * embedded} has them as processes, and {@code auto}, the default, takes containers where a Docker engine answers and the
 * images can be had. The services are processes of this machine either way.
 */
public final class TestStack {
    private static final Optional<Servers> SERVERS = choose();

    private TestStack() {}

    /** Options of the whole stack. */
    public static StackOptions options() {
        StackOptions standard = StackOptions.standard(line -> {});
        return SERVERS.map(standard::withServers).orElse(standard);
    }

    private static Optional<Servers> choose() {
        String wanted = System.getProperty("ordo.stack", "auto").toLowerCase(Locale.ROOT);
        return switch (wanted) {
            case "embedded" -> embedded("as ordo.stack says");
            case "containers" -> containers();
            case "auto" -> DockerEngine.answers() ? containersIfImagesCanBeHad() : embedded("no Docker engine answers");
            default ->
                throw new IllegalArgumentException("ordo.stack must be auto, containers or embedded, was " + wanted);
        };
    }

    private static Optional<Servers> containers() {
        ContainerServers servers = new ContainerServers(ComposeFile.read("docker-compose.yml"));
        servers.fetch();
        say("containers (" + servers.image("kafka") + ", " + servers.image("s3") + ")");
        return Optional.of(servers);
    }

    /** Whatever Testcontainers finds wrong, the tests can do without it. */
    private static Optional<Servers> containersIfImagesCanBeHad() {
        try {
            return containers();
        } catch (RuntimeException e) {
            return embedded("a Docker engine answers, but: " + e.getMessage());
        }
    }

    private static Optional<Servers> embedded(String reason) {
        say("embedded (" + reason + ")");
        return Optional.empty();
    }

    private static void say(String stack) {
        System.out.println("stack of the end-to-end tests: " + stack);
    }
}
