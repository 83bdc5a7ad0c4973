package dev.ordo.cli.source;

import dev.ordo.model.gguf.GgufModel;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A GGUF file.
 *
 * @param file of any name
 */
record GgufSource(Path file) implements ModelSource {
    @Override
    public String defaultName() {
        return file.toAbsolutePath().normalize().getFileName().toString().replaceFirst("\\.gguf$", "");
    }

    @Override
    public FetchedModel fetch(Path scratch, Consumer<String> progress) {
        return new FetchedModel(GgufModel.convert(file, scratch.resolve("converted")), "");
    }

    @Override
    public String scratchName() {
        return "gguf-" + ScratchName.of(file.toAbsolutePath().normalize());
    }
}
