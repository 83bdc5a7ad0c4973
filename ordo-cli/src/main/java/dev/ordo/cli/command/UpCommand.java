package dev.ordo.cli.command;

import dev.ordo.cli.stack.BackgroundStack;
import dev.ordo.cli.stack.LocalStack;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.RunningStack;
import dev.ordo.cli.stack.StackLayout;
import dev.ordo.cli.stack.StackOptions;
import dev.ordo.cli.stack.StackShutdown;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @Option(names = "--port", paramLabel = "NAME=PORT", description = "A fixed port, as kafka=9092; may be repeated.")
    private Map<String, Integer> ports = Map.of();

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
            Class<?> ordo = spec.root().userObject().getClass();
            BackgroundStack.start(OrdoHome.find(), layout, ordo, supervisorArguments(), line -> println(out, line));
        }
        RunningStack stack = Access.stack();
        println(
                out,
                "the stack is up: orchestrator " + stack.orchestratorUrl() + ", kafka " + stack.bootstrapServers());
        println(out, "logs in " + layout.logs());
        return 0;
    }

    private List<String> supervisorArguments() {
        List<String> arguments = new ArrayList<>(List.of("up", "--foreground"));
        ports.forEach((name, port) -> arguments.addAll(List.of("--port", name + "=" + port)));
        return arguments;
    }

    private int supervise(PrintWriter out) throws InterruptedException {
        StackOptions options = StackOptions.standard(line -> println(out, line)).withPorts(ports);
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
