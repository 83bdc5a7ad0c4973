package dev.ordo.cli.command;

import dev.ordo.cli.bundle.Bundle;
import dev.ordo.cli.compose.ComposeStack;
import dev.ordo.cli.stack.LocalStack;
import dev.ordo.cli.stack.OpenStack;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.RunningStack;
import dev.ordo.cli.stack.StackLayout;
import dev.ordo.cli.stack.StackOptions;
import dev.ordo.cli.stack.StackShutdown;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordo demo}: runs the bundled study, on a stack that is up or on one that it starts. */
@Command(name = "demo", description = "Compress the bundled model along all fifteen orderings, and compare.")
public final class DemoCommand implements Callable<Integer> {
    private enum Kind {
        LOCAL,
        COMPOSE
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--fresh", description = "Throw away everything that earlier runs stored, and compute it all.")
    private boolean fresh;

    @Option(
            names = "--stack",
            paramLabel = "KIND",
            description = "local: processes of this machine; compose: containers (default: ${DEFAULT-VALUE}).")
    private Kind kind = Kind.LOCAL;

    @Option(names = "--output", paramLabel = "DIR", description = "Where report.json goes; default: .ordo/demo.")
    private Path output;

    @Override
    public Integer call() {
        StackLayout layout = Access.layout();
        Path directory = output != null ? output : layout.state().resolve("demo");
        DemoRun run = new DemoRun(
                new Bundle(OrdoHome.find().root()),
                directory,
                spec.commandLine().getOut());
        try (OpenStack stack = kind == Kind.COMPOSE ? compose() : local(layout)) {
            return run.on(stack.running());
        }
    }

    private OpenStack local(StackLayout layout) {
        if (fresh && StackShutdown.stop(layout)) {
            println("stopped the stack that was up");
        }
        Optional<RunningStack> up = RunningStack.find(layout);
        if (up.isPresent()) {
            println("using the stack that is up");
            return up.get();
        }
        return LocalStack.start(StackOptions.standard(this::println).withFresh(fresh));
    }

    private OpenStack compose() {
        ComposeStack stack = ComposeStack.of(OrdoHome.find(), this::println);
        if (fresh) {
            stack.clear();
        }
        return stack.up();
    }

    private void println(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
