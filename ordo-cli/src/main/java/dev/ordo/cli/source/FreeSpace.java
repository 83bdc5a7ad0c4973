package dev.ordo.cli.source;

import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks whether a download has room, before it starts. */
final class FreeSpace {
    private FreeSpace() {}

    /** @throws CommandFailure if the disk that holds {@code directory} has less than {@code bytes} left */
    static void require(Path directory, long bytes, String what) {
        long free = free(directory);
        if (bytes > free) {
            throw new CommandFailure(
                    what + " needs " + bytes + " bytes more in " + directory + ", where " + free + " are free");
        }
    }

    private static long free(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the free space of " + directory, e);
        }
    }
}
