package dev.ordo.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo retry ID}: what a study could not finish is tried again. */
@Command(name = "retry", description = "Run again what a study that ended PARTIAL, FAILED or CANCELLED did not finish.")
public final class RetryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "The study.")
    private String studyId;

    @Override
    public Integer call() {
        Access.orchestrator().retry(studyId);
        spec.commandLine().getOut().println("study " + studyId + " is being retried");
        return 0;
    }
}
