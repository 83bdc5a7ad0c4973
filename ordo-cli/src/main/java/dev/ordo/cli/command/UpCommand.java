package dev.ordo.cli.command;

import dev.ordo.cli.Ordo;
import dev.ordo.cli.stack.BackgroundStack;
import dev.ordo.cli.stack.LocalStack;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.RunningStack;
import dev.ordo.cli.stack.StackLayout;
import dev.ordo.cli.stack.StackOptions;
import dev.ordo.cli.stack.StackShutdown;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordo up}: starts the stack and leaves it running. */
@Command(name = "up", description = "Start the stack on this machine and leave it running.")
public final class UpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--foreground", description = "Stay until Ctrl-C, which stops the stack.")
    private boolean foreground;

    @Option(names = "--fresh", description = "Throw away everything that earlier runs stored.")
    private boolean fresh;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        StackLayout layout = Access.layout();
        if (fresh) {
            StackShutdown.stop(layout);
            layout.clear();
        }
        if (foreground) {
            return supervise(out);
        }
        if (RunningStack.find(layout).isEmpty()) {
            BackgroundStack.start(
                    OrdoHome.find(), layout, Ordo.class, List.of("up", "--foreground"), line -> println(out, line));
        }
        println(out, "the stack is up: " + Access.stack().orchestratorUrl() + "; logs in " + layout.logs());
        return 0;
    }

    private static int supervise(PrintWriter out) throws InterruptedException {
        StackOptions options = StackOptions.standard(line -> println(out, line));
        try (LocalStack stack = LocalStack.start(options)) {
            println(out, "ready: " + stack.orchestratorUrl());
            Thread.currentThread().join();
        }
        return 0;
    }

    private static void println(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
