package dev.ordo.cli.command;

import dev.ordo.cli.client.OrchestratorClient;
import dev.ordo.cli.report.ReportText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo report ID [--format md|json]}: the comparison. */
@Command(name = "report", description = "Print a study's comparison.")
public final class ReportCommand implements Callable<Integer> {
    /** How the report is written. */
    enum Format {
        MD,
        JSON
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "The study.")
    private String studyId;

    @Option(names = "--format", paramLabel = "md|json", defaultValue = "md", description = "Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Override
    public Integer call() {
        OrchestratorClient client = Access.orchestrator();
        String report = client.report(studyId);
        spec.commandLine().getOut().print(format == Format.JSON ? report + "\n" : ReportText.of(client.parse(report)));
        return 0;
    }
}
