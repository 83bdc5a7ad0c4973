package dev.ordo.cli.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What stack is wanted.
 *
 * @param home where Ordo was built
 * @param state where the stack keeps everything: topics, objects, logs, keys
 * @param fresh whether to throw away the state of earlier runs first
 * @param services which services to run; none for the broker and the store alone
 * @param lock how long a worker may hold a job without renewing it
 * @param restart whether a process that dies is started again
 * @param ports fixed ports by process name; a free one is chosen for the others
 * @param environment more environment variables for every service
 * @param servers where broker and store come from; processes of this machine where nothing is said
 * @param progress receives one line whenever something has happened
 */
public record StackOptions(
        OrdoHome home,
        Path state,
        boolean fresh,
        List<ServiceSpec> services,
        Duration lock,
        boolean restart,
        Map<String, Integer> ports,
        Map<String, String> environment,
        Optional<Servers> servers,
        Consumer<String> progress) {
    private static final Duration DEFAULT_LOCK = Duration.ofSeconds(30);

    public StackOptions {
        state = state.toAbsolutePath().normalize();
        services = List.copyOf(services);
        ports = Map.copyOf(ports);
        environment = Map.copyOf(environment);
    }

    /** The whole stack, with the state where the command keeps it. */
    public static StackOptions standard(Consumer<String> progress) {
        OrdoHome home = OrdoHome.find();
        return new StackOptions(
                home,
                home.state(),
                false,
                ServiceSpec.ALL,
                DEFAULT_LOCK,
                true,
                Map.of(),
                Map.of(),
                Optional.empty(),
                progress);
    }

    public StackOptions withState(Path directory) {
        return new StackOptions(home, directory, fresh, services, lock, restart, ports, environment, servers, progress);
    }

    public StackOptions withFresh(boolean wanted) {
        return new StackOptions(home, state, wanted, services, lock, restart, ports, environment, servers, progress);
    }

    public StackOptions withServices(List<ServiceSpec> wanted) {
        return new StackOptions(home, state, fresh, wanted, lock, restart, ports, environment, servers, progress);
    }

    public StackOptions withLock(Duration duration) {
        return new StackOptions(home, state, fresh, services, duration, restart, ports, environment, servers, progress);
    }

    public StackOptions withRestart(boolean wanted) {
        return new StackOptions(home, state, fresh, services, lock, wanted, ports, environment, servers, progress);
    }

    public StackOptions withPorts(Map<String, Integer> fixed) {
        return new StackOptions(home, state, fresh, services, lock, restart, fixed, environment, servers, progress);
    }

    public StackOptions withEnvironment(Map<String, String> more) {
        return new StackOptions(home, state, fresh, services, lock, restart, ports, more, servers, progress);
    }

    public StackOptions withServers(Servers others) {
        return new StackOptions(
                home, state, fresh, services, lock, restart, ports, environment, Optional.of(others), progress);
    }
}
