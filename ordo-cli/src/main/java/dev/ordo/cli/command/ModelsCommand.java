package dev.ordo.cli.command;

import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.s3.S3ObjectStore;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ordo models}: what studies may name. */
@Command(name = "models", description = "List the models and texts that studies may name.")
public final class ModelsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (S3ObjectStore store = Access.store()) {
            Catalog catalog = new Catalog(store);
            catalog.models()
                    .forEach(model -> out.printf(
                            "model  %-24s %12d bytes  %s%n",
                            model.name(),
                            model.checkpoint().bytes(),
                            model.checkpoint().digest()));
            catalog.dataSets()
                    .forEach(text -> out.printf(
                            "%-6s %-24s %12d bytes  %s%n",
                            text.format().label(),
                            text.name(),
                            text.bytes(),
                            text.data().digest()));
        }
        return 0;
    }
}
