package dev.ordo.cli;

import dev.ordo.cli.command.BenchCommand;
import dev.ordo.cli.command.CancelCommand;
import dev.ordo.cli.command.DeadLettersCommand;
import dev.ordo.cli.command.DemoCommand;
import dev.ordo.cli.command.DoctorCommand;
import dev.ordo.cli.command.DownCommand;
import dev.ordo.cli.command.ExportCommand;
import dev.ordo.cli.command.GenerateCommand;
import dev.ordo.cli.command.ImagesCommand;
import dev.ordo.cli.command.ImportCommand;
import dev.ordo.cli.command.LogsCommand;
import dev.ordo.cli.command.ModelsCommand;
import dev.ordo.cli.command.PerplexityCommand;
import dev.ordo.cli.command.PrometheusCommand;
import dev.ordo.cli.command.ReplayCommand;
import dev.ordo.cli.command.ReportCommand;
import dev.ordo.cli.command.RetryCommand;
import dev.ordo.cli.command.SetupCommand;
import dev.ordo.cli.command.StatusCommand;
import dev.ordo.cli.command.SubmitCommand;
import dev.ordo.cli.command.TrainCommand;
import dev.ordo.cli.command.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code ordo} command. */
@Command(
        name = "ordo",
        mixinStandardHelpOptions = true,
        version = "ordo 0.1.0",
        description = "Compresses language models by pruning, distilling and quantizing in any order.",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            SubmitCommand.class,
            StatusCommand.class,
            ReportCommand.class,
            CancelCommand.class,
            RetryCommand.class,
            LogsCommand.class,
            DeadLettersCommand.class,
            ReplayCommand.class,
            DoctorCommand.class,
            SetupCommand.class,
            ImagesCommand.class,
            PrometheusCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            ModelsCommand.class,
            PerplexityCommand.class,
            GenerateCommand.class,
            TrainCommand.class,
            BenchCommand.class,
        })
public final class Ordo {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where a failure comes from.")
    private boolean verbose;

    public static void main(String[] args) {
        CommandLine commandLine = commandLine();
        int status = commandLine.execute(args);
        commandLine.getOut().flush();
        System.exit(status);
    }

    /** The command with all its subcommands, ready to run. */
    static CommandLine commandLine() {
        Ordo ordo = new Ordo();
        CommandLine commandLine = new CommandLine(ordo);
        commandLine.setExecutionExceptionHandler((failure, at, parsed) -> {
            at.getErr().println("ordo: " + FailureText.of(failure));
            if (ordo.verbose) {
                failure.printStackTrace(at.getErr());
            }
            at.getErr().flush();
            return 1;
        });
        return commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    }
}
