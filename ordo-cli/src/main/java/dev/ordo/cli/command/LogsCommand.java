package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.logs.LogConcern;
import dev.ordo.cli.logs.LogDirectory;
import dev.ordo.cli.logs.LogEntry;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo logs ID [--follow]}: what all services on this machine wrote about a study or a stage. */
@Command(name = "logs", description = "Show what all services here wrote about a study, or about a stage by its key.")
public final class LogsCommand implements Callable<Integer> {
    private static final Duration PERIOD = Duration.ofMillis(300);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "A study's id, or the key of a stage or evaluation.")
    private String id;

    @Option(names = "--follow", description = "Stay, and show what comes, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException {
        Path logs = Access.layout().logs();
        if (!Files.isDirectory(logs)) {
            throw new CommandFailure(
                    "there are no logs in " + logs + ": no stack has run with this state; ORDO_STATE names another");
        }
        LogDirectory directory = new LogDirectory(logs);
        LogConcern concern = new LogConcern(id);
        if (show(directory.all(), concern) == 0 && !follow) {
            throw new CommandFailure("no service has written about " + id + " in " + logs
                    + "; `ordo status` lists studies, and a log begins anew with each start of the stack");
        }
        while (follow) {
            Thread.sleep(PERIOD.toMillis());
            show(directory.news(), concern);
        }
        return 0;
    }

    private long show(List<LogEntry> entries, LogConcern concern) {
        entries.forEach(concern::learn);
        List<LogEntry> covered = entries.stream().filter(concern::covers).toList();
        PrintWriter out = spec.commandLine().getOut();
        covered.forEach(each -> out.println(each.shown()));
        out.flush();
        return covered.size();
    }
}
