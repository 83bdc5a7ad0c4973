package dev.ordo.cli.command;

import dev.ordo.cli.bench.ModelShape;
import dev.ordo.cli.bench.RandomCheckpoint;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.model.WorkProgress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordo bench checkpoint}: random weights of a known shape, with the bundled tokenizer, to measure on. */
@Command(name = "checkpoint", description = "Write a checkpoint of a known shape with random weights.")
public final class BenchCheckpointCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--shape", required = true, paramLabel = "NAME", description = "smollm2-135m or qwen2.5-3b.")
    private String shape;

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "A directory that is not there yet.")
    private Path target;

    @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() {
        Path tokenizer = OrdoHome.find().root().resolve("models/tokenizer");
        new RandomCheckpoint(ModelShape.named(shape).config(), seed).write(target, tokenizer, WorkProgress.NONE);
        spec.commandLine().getOut().println(target);
        return 0;
    }
}
