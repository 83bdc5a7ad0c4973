package dev.ordo.artifacts;

import java.io.IOException;
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
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    static long size(Path directory) throws IOException {
        long size = 0;
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path each : walk.filter(Files::isRegularFile).toList()) {
                size += Files.size(each);
            }
        } catch (NoSuchFileException e) {
            return 0;
        }
        return size;
    }

    static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }
}
