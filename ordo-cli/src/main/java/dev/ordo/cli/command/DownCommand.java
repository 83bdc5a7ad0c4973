package dev.ordo.cli.command;

import dev.ordo.cli.stack.StackShutdown;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ordo down}: stops the stack, and whatever an earlier one left behind. */
@Command(name = "down", description = "Stop the stack on this machine; what it stored stays.")
public final class DownCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        boolean ran = StackShutdown.stop(Access.layout());
        spec.commandLine().getOut().println(ran ? "the stack is down" : "no stack was up");
        return 0;
    }
}
