package dev.ordo.platform.stack;

import dev.ordo.cli.stack.Servers;
import dev.ordo.cli.stack.StackOptions;
import java.util.Optional;

/** What the end-to-end tests run on; chosen once for all of them. */
public final class TestStack {
    private static final Optional<Servers> SERVERS = new StackChoice(
                    () -> DockerEngine.find().isPresent(),
                    () -> ContainerServers.fetched(ComposeFile.read("docker-compose.yml")),
                    line -> System.out.println("stack of the end-to-end tests: " + line))
            .servers(System.getProperty("ordo.stack", "auto"));

    private TestStack() {}

    /** Options of the whole stack. */
    public static StackOptions options() {
        StackOptions standard = StackOptions.standard(line -> {});
        return SERVERS.map(standard::withServers).orElse(standard);
    }
}
