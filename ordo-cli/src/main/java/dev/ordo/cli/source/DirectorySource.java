package dev.ordo.cli.source;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A checkpoint that lies here already.
 *
 * @param directory of Hugging Face's layout
 */
record DirectorySource(Path directory) implements ModelSource {
    @Override
    public String defaultName() {
        return directory.toAbsolutePath().normalize().getFileName().toString();
    }

    @Override
    public FetchedModel fetch(Path scratch, Consumer<String> progress) {
        return new FetchedModel(directory, "");
    }

    @Override
    public String scratchName() {
        return "directory-" + ScratchName.of(directory.toAbsolutePath().normalize());
    }
}
