package dev.ordo.model.checkpoint;

import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which files of a directory make up the checkpoint; read-me files, licences and manifests do not. */
final class ContentFiles {
    private static final Pattern TEXT = Pattern.compile("tokenizer.*|special_tokens_map\\.json|added_tokens\\.json"
            + "|vocab\\.(json|txt)|merges\\.txt|chat_template.*|generation_config\\.json");
    private static final Pattern MODEL = Pattern.compile("config\\.json|.*\\.safetensors|.*\\.index\\.json");

    private ContentFiles() {}

    /** Files that say how text becomes tokens and back: the same for a checkpoint and those made from it. */
    static List<Path> text(Path directory) {
        return matching(directory, name -> TEXT.matcher(name).matches());
    }

    /** All files of the checkpoint, those of its low-rank adapters included. */
    static List<Path> all(Path directory) {
        List<Path> own = matching(
                directory,
                name -> TEXT.matcher(name).matches() || MODEL.matcher(name).matches());
        Path adapter = directory.resolve(AdapterFolder.FOLDER);
        return Files.isDirectory(adapter)
                ? Stream.concat(own.stream(), matching(adapter, AdapterFolder.FILES::contains).stream())
                        .toList()
                : own;
    }

    private static List<Path> matching(Path directory, Predicate<String> matches) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> matches.test(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new FileAccessException(directory, e);
        }
    }
}
