package dev.ordo.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a directory can be written, and how much fits in.
 *
 * @param name what it is for
 * @param directory which may not exist yet
 * @param elsewhere how to choose another
 */
record DiskCheck(String name, Path directory, String elsewhere) implements Check {
    private static final long LEAST = Sizes.GIB / 2;
    private static final long ENOUGH = 5 * Sizes.GIB;

    @Override
    public List<Finding> look() {
        Path existing = existing(directory.toAbsolutePath());
        try {
            Files.delete(Files.createTempFile(existing, "ordo-doctor", null));
            return List.of(judged(Files.getFileStore(existing).getUsableSpace()));
        } catch (IOException e) {
            return List.of(
                    Finding.fail(name, directory + " cannot be written: " + e, "make it writable, or " + elsewhere));
        }
    }

    Finding judged(long usable) {
        String what = Sizes.gib(usable) + " free in " + directory;
        if (usable >= ENOUGH) {
            return Finding.ok(name, what);
        }
        String mend = "make room, or " + elsewhere;
        return usable >= LEAST
                ? Finding.warn(name, what + ", better " + Sizes.gib(ENOUGH), mend)
                : Finding.fail(name, what + ", expected at least " + Sizes.gib(LEAST), mend);
    }

    /** The directory itself, or the nearest one above it that exists. */
    static Path existing(Path directory) {
        Path each = directory;
        while (!Files.isDirectory(each) && each.getParent() != null) {
            each = each.getParent();
        }
        return each;
    }
}
