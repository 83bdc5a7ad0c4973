package dev.ordo.cli.command;

import dev.ordo.cli.compose.ComposeStack;
import dev.ordo.cli.stack.OrdoHome;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ordo images}: builds what {@code docker-compose.yml} and the manifests run. */
@Command(
        name = "images",
        description = "Build the container images of Ordo's services; write .env with new keys if there is none.")
public final class ImagesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ComposeStack.of(OrdoHome.find(), line -> spec.commandLine().getOut().println(line))
                .build();
        return 0;
    }
}
