package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.client.OrchestratorClient;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.RunningStack;
import dev.ordo.cli.stack.StackLayout;

/** Finds what the subcommands talk to: the stack that is up here, or an orchestrator elsewhere named by {@code ORDO_URL}. */
final class Access {
    private Access() {}

    static StackLayout layout() {
        return new StackLayout(OrdoHome.find().state());
    }

    /**
     * The stack that is up.
     *
     * @throws CommandFailure if none is
     */
    static RunningStack stack() {
        return RunningStack.find(layout())
                .orElseThrow(() -> new CommandFailure("no stack is up here: start one with `ordo up`"));
    }

    static OrchestratorClient orchestrator() {
        String url = System.getenv("ORDO_URL");
        return new OrchestratorClient(url != null ? url : stack().orchestratorUrl());
    }
}
