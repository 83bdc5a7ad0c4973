package dev.ordo.cli.command;

import dev.ordo.cli.client.OrchestratorClient;
import dev.ordo.cli.client.StudyView;
import dev.ordo.cli.report.ProgressText;
import dev.ordo.cli.report.ReportText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo status [ID] [--watch]}: how far a study is, or which studies there are. */
@Command(name = "status", description = "Show how far a study is; without ID, list all studies.")
public final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The study.")
    private String studyId;

    @Option(names = "--watch", description = "Follow the study to its end.")
    private boolean watch;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        OrchestratorClient client = Access.orchestrator();
        if (studyId == null) {
            client.studies().forEach(study -> out.println(study.studyId() + " " + study.state()));
            return 0;
        }
        if (watch) {
            StudyView last =
                    new StudyWatch(client, new ProgressDisplay(out, System.console() != null)).untilEnd(studyId);
            print(out, last);
            return 0;
        }
        StudyView study = client.status(studyId).orElseThrow(() -> OrchestratorClient.unknown(studyId));
        print(out, study);
        ProgressText.bars(study).forEach(out::println);
        return 0;
    }

    private static void print(PrintWriter out, StudyView study) {
        out.println(study.studyId() + " " + study.state());
        out.print(study.rows().isEmpty() ? ReportText.problems(study) : ReportText.of(study));
    }
}
