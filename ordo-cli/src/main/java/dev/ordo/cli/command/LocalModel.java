package dev.ordo.cli.command;

import dev.ordo.model.torch.TorchOptions;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands ask for that run one model in their own process. */
final class LocalModel {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A checkpoint directory, the name of an imported model, or a study's row: STUDY/ORDERING.")
    private String name;

    @Option(names = "--threads", description = "Processor threads; by default all.")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** Opens the model, as {@link NamedModel#open} does. */
    NamedModel open() {
        return NamedModel.open(name);
    }

    /** As it was given. */
    String name() {
        return name;
    }

    int threads() {
        return threads;
    }

    TorchOptions torch() {
        return TorchOptions.cpu(threads);
    }
}
