package dev.ordo.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole directories, which others may be deleting at the same time. */
public final class FileTrees {
    private FileTrees() {}

    /** Deletes a directory with all that is in it, if it is there. */
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst =
                all(directory).stream().sorted(Comparator.reverseOrder()).toList();
        for (Path each : deepestFirst) {
            Files.deleteIfExists(each);
        }
    }

    static long size(Path directory) throws IOException {
        long size = 0;
        try {
            for (Path each : files(directory)) {
                size += Files.size(each);
            }
        } catch (NoSuchFileException e) {
            return 0;
        }
        return size;
    }

    /** @throws NoSuchFileException if something is deleted while this looks */
    static List<Path> files(Path directory) throws IOException {
        return all(directory).stream().filter(Files::isRegularFile).toList();
    }

    static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** A walk on its way wraps what goes wrong; here it comes as it was. */
    private static List<Path> all(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
