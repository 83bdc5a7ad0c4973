package dev.ordo.cli.doctor;

import dev.ordo.cli.stack.DjlCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** DJL unpacks PyTorch into its cache, once. */
record DjlCacheCheck(DjlCache cache) implements Check {
    DjlCacheCheck() {
        this(DjlCache.find());
    }

    @Override
    public List<Finding> look() {
        Path directory = cache.directory();
        try {
            Files.delete(Files.createTempFile(DiskCheck.existing(directory.toAbsolutePath()), "ordo-doctor", null));
        } catch (IOException e) {
            return List.of(Finding.fail(
                    "DJL cache",
                    directory + " cannot be written: " + e,
                    "make it writable, or set DJL_CACHE_DIR to a directory elsewhere"));
        }
        String state = cache.isFilled() ? " holds PyTorch" : " is empty: the first start unpacks PyTorch, 1 GiB";
        return List.of(Finding.ok("DJL cache", directory + state));
    }
}
