package dev.ordo.cli.command;

import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.FileTrees;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.cli.CommandFailure;
import dev.ordo.dataset.SplitPlan;
import dev.ordo.model.gguf.GgufModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
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
        @Parameters(paramLabel = "SOURCE", description = "A checkpoint directory, or a GGUF file.")
        private Path model;

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
        requirePresent();
        try (S3ObjectStore store = Access.store()) {
            Catalog catalog = new Catalog(store);
            spec.commandLine().getOut().println(source.model != null ? importModel(catalog) : importText(catalog));
        }
        return 0;
    }

    private void requirePresent() {
        if (source.model != null && !Files.exists(source.model)) {
            throw new CommandFailure(source.model + " does not exist; expected a checkpoint directory or a GGUF file");
        }
        if (split != null && source.text == null) {
            throw new CommandFailure("--split is for --data: a model is not split");
        }
        if (source.text != null && !Files.isRegularFile(source.text)) {
            throw new CommandFailure(source.text + " is no file");
        }
    }

    private String importModel(Catalog catalog) throws IOException {
        if (Files.isDirectory(source.model)) {
            return importModel(catalog, source.model);
        }
        Path converted = Access.layout().state().resolve("scratch").resolve("import-" + UUID.randomUUID());
        try {
            return importModel(catalog, GgufModel.convert(source.model, converted));
        } finally {
            FileTrees.delete(converted);
        }
    }

    private String importModel(Catalog catalog, Path directory) {
        var model = catalog.importModel(nameOr(source.model), directory, provenance);
        return "model " + model.name() + " " + model.checkpoint().digest() + ", "
                + model.checkpoint().bytes() + " bytes";
    }

    private String importText(Catalog catalog) throws IOException {
        DataImport data = new DataImport(catalog, Access.layout().state().resolve("scratch"));
        return split == null
                ? data.whole(nameOr(source.text), source.text, provenance)
                : data.parts(nameOr(source.text), source.text, provenance, splitPlan());
    }

    private SplitPlan splitPlan() {
        try {
            return SplitPlan.parse(split, seed);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--split " + split + ": " + e.getMessage(), e);
        }
    }

    private String nameOr(Path file) {
        String own = file.toAbsolutePath().normalize().getFileName().toString();
        return name != null ? name : own.replaceFirst("\\.(txt|jsonl|gguf)$", "");
    }
}
