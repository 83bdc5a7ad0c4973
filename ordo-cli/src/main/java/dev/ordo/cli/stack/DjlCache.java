package dev.ordo.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where DJL unpacks its native libraries: shared by all runs, as DJL itself does.
 *
 * @param directory {@code DJL_CACHE_DIR}, else {@code .djl.ai} in the user's home
 */
public record DjlCache(Path directory) {
    public static DjlCache find() {
        String named = System.getenv("DJL_CACHE_DIR");
        return new DjlCache(named != null ? Path.of(named) : Path.of(System.getProperty("user.home"), ".djl.ai"));
    }

    /** Whether PyTorch, its bridge to Java and the tokenizers have all been unpacked. */
    public boolean isFilled() {
        return holds("pytorch", "libtorch_cpu.so")
                && holds("pytorch", "libdjl_torch.so")
                && holds("tokenizers", "libtokenizers.so");
    }

    private boolean holds(String engine, String ending) {
        Path root = directory.resolve(engine);
        if (!Files.isDirectory(root)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.anyMatch(file -> file.toString().endsWith(ending));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }
}
