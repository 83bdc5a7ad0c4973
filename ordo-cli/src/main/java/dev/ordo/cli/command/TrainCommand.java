package dev.ordo.cli.command;

import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.train.ModelTraining;
import dev.ordo.model.training.TrainingProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo train SPEC}: trains a bundled model again. */
@Command(name = "train", description = "Train a model from scratch, as its specification under models/training says.")
public final class TrainCommand implements Callable<Integer> {
    private static final int TELL_EVERY = 20;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SPEC", description = "The specification, as JSON.")
    private Path specification;

    @Option(names = "--output", required = true, description = "The directory under which checkpoints appear.")
    private Path output;

    @Option(names = "--threads", defaultValue = "2", description = "CPU threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Override
    public Integer call() {
        Path best = ModelTraining.of(OrdoHome.find().root(), specification).run(output, threads, this::tell);
        spec.commandLine().getOut().println(best);
        return 0;
    }

    private void tell(TrainingProgress progress) {
        if (progress.step() % TELL_EVERY == 0 || progress.step() == progress.steps()) {
            PrintWriter err = spec.commandLine().getErr();
            err.printf(
                    "step %d/%d, loss %.4f, %.0f tokens/s%n",
                    progress.step(), progress.steps(), progress.result().loss(), progress.tokensPerSecond());
            err.flush();
        }
    }
}
