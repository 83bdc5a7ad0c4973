package dev.ordo.cli.stack;

import java.util.List;
import java.util.Map;

/**
 * How one process of the stack is started.
 *
 * @param name its name in progress lines, in {@code stack.json} and of its log
 * @param command the program and its arguments
 * @param environment added to the inherited environment
 * @param port the port it serves
 * @param ready says whether it can be used; may be asked often, must not block for long
 */
record ProcessSpec(String name, List<String> command, Map<String, String> environment, int port, Readiness ready) {
    ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Asks a process whether it can be used. */
    @FunctionalInterface
    interface Readiness {
        boolean isReady();
    }
}
