package dev.ordo.platform.stack;

import dev.ordo.cli.stack.Servers;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Chooses where broker and store come from. The services are processes of this machine in any case.
 *
 * @param engine whether a Docker engine answers
 * @param containers makes servers of containers, or throws
 * @param say receives one line that says what was chosen
 */
record StackChoice(BooleanSupplier engine, Supplier<? extends Servers> containers, Consumer<String> say) {

    /**
     * The servers, or none for processes of this machine.
     *
     * @param wanted {@code containers}, {@code embedded}, or {@code auto}: containers where an engine answers and the
     *     images can be had
     */
    Optional<Servers> servers(String wanted) {
        return switch (wanted) {
            case "embedded" -> asProcesses("as ordo.stack says");
            case "containers" -> inContainers();
            case "auto" ->
                engine.getAsBoolean() ? inContainersIfTheyCanBeHad() : asProcesses("no Docker engine answers");
            default ->
                throw new IllegalArgumentException("ordo.stack must be auto, containers or embedded, was " + wanted);
        };
    }

    private Optional<Servers> inContainers() {
        Servers servers = containers.get();
        say.accept("containers (" + servers + ")");
        return Optional.of(servers);
    }

    /** Whatever Testcontainers finds wrong, the tests can do without it. */
    private Optional<Servers> inContainersIfTheyCanBeHad() {
        try {
            return inContainers();
        } catch (RuntimeException e) {
            return asProcesses("a Docker engine answers, but: " + e.getMessage());
        }
    }

    private Optional<Servers> asProcesses(String reason) {
        say.accept("embedded (" + reason + ")");
        return Optional.empty();
    }
}
