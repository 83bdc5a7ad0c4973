package dev.ordo.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo cancel ID [--reason TEXT]}: a study is no longer wanted. */
@Command(name = "cancel", description = "Cancel a study: what is done stays, what no other study needs is stopped.")
public final class CancelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "The study.")
    private String studyId;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who read the status.")
    private String reason;

    @Override
    public Integer call() {
        Access.orchestrator().cancel(studyId, reason);
        spec.commandLine().getOut().println("study " + studyId + " is being cancelled");
        return 0;
    }
}
