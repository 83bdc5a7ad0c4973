package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.client.ScaledStudy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo submit FILE}: asks for a study. */
@Command(name = "submit", description = "Ask for the study that a JSON file describes.")
public final class SubmitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The study, as JSON.")
    private Path file;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "Multiply every budget of tokens and samples that the study names: 0.01 tries it out.")
    private double scale;

    @Override
    public Integer call() {
        String study = scale == 1 ? read(file) : new ScaledStudy(scale).of(read(file));
        String studyId = Access.orchestrator().submit(study);
        spec.commandLine().getOut().println(studyId);
        return 0;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw CommandFailure.cannotRead(file, "a UTF-8 file", e);
        }
    }
}
