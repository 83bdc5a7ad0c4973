package dev.ordo.cli.command;

import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.source.ModelImport;
import dev.ordo.cli.source.ModelSource;
import dev.ordo.dataset.SplitPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo import SOURCE} or {@code ordo import --data FILE}: makes a model or a text known to studies by a name. */
@Command(name = "import", description = "Bring a model or a text into the store, under a name that studies use.")
public final class ImportCommand implements Callable<Integer> {
    /** Exactly one of the two. */
    static final class Source {
        @Parameters(
                paramLabel = "SOURCE",
                description = "A checkpoint directory, a GGUF file, hf:ORG/NAME[@REVISION] (HF_ENDPOINT and HF_TOKEN"
                        + " say which hub and who asks), or s3://BUCKET/PREFIX (AWS_* variables).")
        private String model;

        @Option(names = "--data", paramLabel = "FILE", description = "A UTF-8 text, or chat in JSON lines (.jsonl).")
        private Path text;
    }

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--name", description = "What studies call it; by default the directory's or file's own name.")
    private String name;

    @Option(names = "--provenance", defaultValue = "", description = "Where it is from, and its licence.")
    private String provenance;

    @Option(
            names = "--split",
            paramLabel = "PART=FRACTION,...",
            description = "Import the data in parts called NAME-PART; the fractions sum to 1.")
    private String split;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the split.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        if (split != null && source.text == null) {
            throw new CommandFailure("--split is for --data: a model is not split");
        }
        spec.commandLine().getOut().println(source.text == null ? importModel() : importText());
        return 0;
    }

    private String importModel() {
        ModelSource from = ModelSource.of(source.model, System.getenv());
        try (S3ObjectStore store = Access.store()) {
            var model = new ModelImport(
                            new Catalog(store), Access.layout().state().resolve("imports"), this::progress)
                    .run(from, name != null ? name : from.defaultName(), provenance);
            return "model " + model.name() + " " + model.checkpoint().digest() + ", "
                    + model.checkpoint().bytes() + " bytes";
        }
    }

    private String importText() throws IOException {
        if (!Files.isRegularFile(source.text)) {
            throw new CommandFailure(source.text + " is no file");
        }
        try (S3ObjectStore store = Access.store()) {
            DataImport data = new DataImport(new Catalog(store));
            return split == null
                    ? data.whole(textName(), source.text, provenance)
                    : data.parts(
                            textName(),
                            source.text,
                            provenance,
                            splitPlan(),
                            Access.layout().state().resolve("scratch"));
        }
    }

    private SplitPlan splitPlan() {
        try {
            return SplitPlan.parse(split, seed);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--split " + split + ": " + e.getMessage(), e);
        }
    }

    private String textName() {
        String own = source.text.toAbsolutePath().normalize().getFileName().toString();
        return name != null ? name : own.replaceFirst("\\.(txt|jsonl)$", "");
    }

    /** Beside the result, so that a script reads the result alone. */
    private void progress(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
