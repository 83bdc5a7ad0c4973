package dev.ordo.artifacts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What lies in a local checkpoint directory.
 *
 * @param directory where
 * @param entries its files but for the manifest and everything hidden, sorted by path
 * @param tensorBytes every tensor byte
 */
record CheckpointFiles(Path directory, List<FileEntry> entries, long tensorBytes) {
    private static final String CONFIG = "config.json";

    /**
     * Reads and digests a directory. Symbolic links are followed, as download caches use them.
     *
     * @throws PermanentException with {@code INVALID_CHECKPOINT} if it is no checkpoint directory
     */
    static CheckpointFiles of(Path directory) {
        requireCheckpoint(directory);
        List<FileEntry> entries = new ArrayList<>();
        long tensorBytes = 0;
        try {
            for (String path : paths(directory)) {
                Path file = directory.resolve(path);
                entries.add(new FileEntry(path, Files.size(file), Digests.hex(file)));
                tensorBytes += TensorBytes.isSafetensors(path) ? TensorBytes.of(file) : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
        if (entries.stream().noneMatch(each -> TensorBytes.isSafetensors(each.path()))) {
            throw new PermanentException(ErrorCode.INVALID_CHECKPOINT, directory + " holds no *.safetensors");
        }
        return new CheckpointFiles(directory, List.copyOf(entries), tensorBytes);
    }

    /** The format that config.json states: its quantization format, else its dtype, else {@code unknown}. */
    String numericFormat() {
        Path config = directory.resolve(CONFIG);
        try {
            JsonNode json = ArtifactJson.read(CONFIG, Files.readAllBytes(config), JsonNode.class);
            JsonNode quantization = json.path("quantization_config");
            return Stream.of(
                            quantization.path("format"),
                            quantization.path("quant_method"),
                            json.path("torch_dtype"),
                            json.path("dtype"))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + config, e);
        }
    }

    private static List<String> paths(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(Files::isRegularFile)
                    .map(each -> directory.relativize(each).toString().replace(File.separatorChar, '/'))
                    .filter(path -> !isHidden(path) && !path.equals(CheckpointManifest.FILE_NAME))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isHidden(String path) {
        return path.startsWith(".") || path.contains("/.");
    }

    private static void requireCheckpoint(Path directory) {
        if (!Files.isRegularFile(directory.resolve(CONFIG))) {
            throw new PermanentException(
                    ErrorCode.INVALID_CHECKPOINT,
                    directory + (Files.isDirectory(directory) ? " has no " + CONFIG : " is not a directory"));
        }
    }
}
