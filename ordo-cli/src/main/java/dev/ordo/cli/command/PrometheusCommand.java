package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.ScrapeConfig;
import dev.ordo.cli.stack.StackLayout;
import dev.ordo.cli.stack.StackRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordo prometheus}: how Prometheus scrapes the stack that is up. */
@Command(name = "prometheus", description = "Write a Prometheus configuration for the stack that is up.")
public final class PrometheusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where to write; prometheus.yml in the stack's state.")
    private Path output;

    @Option(names = "--interval", paramLabel = "DURATION", description = "Between scrapes, as PT15S, the default.")
    private Duration interval = Duration.ofSeconds(15);

    @Override
    public Integer call() {
        StackLayout layout = Access.layout();
        Access.stack();
        StackRecord record = StackRecord.read(layout.record())
                .orElseThrow(() -> new CommandFailure("the stack that was up is gone: start it with `ordo up`"));
        ScrapeConfig config = new ScrapeConfig(record, OrdoHome.find(), interval);
        Path file = (output == null ? layout.state().resolve("prometheus.yml") : output).toAbsolutePath();
        config.write(file);
        PrintWriter out = spec.commandLine().getOut();
        out.println("wrote " + file + ": scrapes " + String.join(", ", config.jobs()));
        out.println("run it: prometheus --config.file=" + file + " --storage.tsdb.path="
                + layout.state().resolve("prometheus"));
        out.println("write it anew after each `ordo up`: ports change");
        return 0;
    }
}
