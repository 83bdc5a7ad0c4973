package dev.ordo.cli.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.cli.CommandFailure;
import dev.ordo.events.stage.DataFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files that come with Ordo: {@code data/NAME} with the end of its format, and the models that {@code models/training} describes.
 *
 * @param root the repository's root
 */
public record Bundle(Path root) {
    /** The study of {@code ordo demo}. */
    public Path demoStudy() {
        return root.resolve("studies/demo.json");
    }

    /**
     * A study's file, to be changed before it is sent.
     *
     * @throws CommandFailure if it is no JSON object
     */
    public ObjectNode study(Path file) {
        if (json(file) instanceof ObjectNode study) {
            return study;
        }
        throw new CommandFailure(file + " is no JSON object");
    }

    /**
     * The data set that studies call so.
     *
     * @throws CommandFailure if Ordo brings none of that name
     */
    public Path data(String name) {
        Path directory = root.resolve("data");
        return Arrays.stream(DataFormat.values())
                .map(format -> directory.resolve(name + format.suffix()))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(
                        () -> new CommandFailure("the bundled data " + directory.resolve(name) + ".* are missing"));
    }

    /**
     * The checkpoint that studies call so: {@code models/NAME}, or {@code models/X} where {@code models/training/X.json}
     * has that name.
     *
     * @throws CommandFailure if Ordo brings none of that name
     */
    public Path model(String name) {
        Path models = root.resolve("models");
        Path plain = models.resolve(name);
        Path directory = isCheckpoint(plain) ? plain : described(models, name).orElse(plain);
        if (!isCheckpoint(directory)) {
            throw new CommandFailure("the bundled model " + directory + " is missing");
        }
        return directory;
    }

    private static boolean isCheckpoint(Path directory) {
        return Files.isRegularFile(directory.resolve("config.json"));
    }

    private static Optional<Path> described(Path models, String name) {
        Path specifications = models.resolve("training");
        if (!Files.isDirectory(specifications)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(specifications)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> name.equals(json(file).path("name").asText()))
                    .findFirst()
                    .map(file -> models.resolve(file.getFileName().toString().replaceFirst("\\.json$", "")));
        } catch (IOException e) {
            throw new CommandFailure("cannot list " + specifications, e);
        }
    }

    static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
