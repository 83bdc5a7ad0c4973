package dev.ordo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.bundle.Bundle;
import dev.ordo.cli.bundle.BundleImport;
import dev.ordo.cli.client.OrchestratorClient;
import dev.ordo.cli.client.StudyView;
import dev.ordo.cli.report.ReportText;
import dev.ordo.cli.stack.RunningStack;
import dev.ordo.events.study.StudyState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The bundled study from its import to its report. */
final class DemoRun {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final Bundle bundle;
    private final Path output;
    private final PrintWriter out;

    DemoRun(Bundle bundle, Path output, PrintWriter out) {
        this.bundle = bundle;
        this.output = output;
        this.out = out;
    }

    /** Runs the study and returns the exit code: 0 only if every ordering has its result. */
    int on(RunningStack stack) {
        ObjectNode study = bundle.study(bundle.demoStudy());
        try (S3ObjectStore store = Access.store(stack)) {
            new BundleImport(bundle, new Catalog(store), this::println).importFor(study);
        }
        OrchestratorClient client = new OrchestratorClient(stack.orchestratorUrl());
        study.put("studyId", "demo-" + LocalDateTime.now(ZoneOffset.UTC).format(STAMP));
        String studyId = client.submit(study.toString());
        println("study " + studyId + "; " + stack.orchestratorUrl() + "/studies/" + studyId);
        StudyView last = new StudyWatch(client, new ProgressDisplay(out, System.console() != null)).untilEnd(studyId);
        return last.state() == StudyState.REJECTED ? rejected(last) : reported(client, studyId, last.state());
    }

    private static int rejected(StudyView study) {
        throw new CommandFailure(
                "the study was rejected:\n" + ReportText.problems(study).stripTrailing());
    }

    private int reported(OrchestratorClient client, String studyId, StudyState state) {
        String report = client.report(studyId);
        Path file = output.resolve("report.json");
        try {
            Files.createDirectories(output);
            Files.writeString(file, report + "\n");
        } catch (IOException e) {
            throw new CommandFailure("cannot write " + file, e);
        }
        println("");
        println(ReportText.of(client.parse(report)).stripTrailing());
        println(file.toString());
        if (state != StudyState.COMPLETED) {
            println("the study ended " + state);
            return 1;
        }
        return 0;
    }

    private void println(String line) {
        out.println(line);
        out.flush();
    }
}
