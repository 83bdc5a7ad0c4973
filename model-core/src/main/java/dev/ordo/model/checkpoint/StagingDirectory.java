package dev.ordo.model.checkpoint;

import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory beside the target in which a checkpoint grows until one rename shows it whole. */
final class StagingDirectory implements AutoCloseable {
    private final Path target;
    private final Path path;
    private boolean published;

    private StagingDirectory(Path target, Path path) {
        this.target = target;
        this.path = path;
    }

    static StagingDirectory beside(Path target) {
        Path absolute = target.toAbsolutePath();
        try {
            if (isTaken(absolute)) {
                throw new CheckpointExistsException(target);
            }
            Files.createDirectories(absolute.getParent());
            Path path = Files.createTempDirectory(absolute.getParent(), "." + absolute.getFileName() + ".partial-");
            return new StagingDirectory(absolute, path);
        } catch (IOException e) {
            throw new FileAccessException(target, e);
        }
    }

    Path path() {
        return path;
    }

    /** Renames the directory to its target; the file system does it wholly or not at all. */
    void publish() {
        try {
            openToReaders();
            move();
            published = true;
        } catch (IOException e) {
            throw new FileAccessException(target, e);
        }
    }

    private void move() throws IOException {
        try {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (isTaken(target)) {
                throw new CheckpointExistsException(target);
            }
            throw e;
        }
    }

    /** Temporary directories are private; a checkpoint is as readable as any directory made beside it. */
    private void openToReaders() throws IOException {
        Path ordinary = Files.createDirectory(path.resolveSibling(path.getFileName() + "-mode"));
        try {
            Files.setPosixFilePermissions(path, Files.getPosixFilePermissions(ordinary));
        } finally {
            Files.delete(ordinary);
        }
    }

    /** Removes what was not published. */
    @Override
    public void close() {
        if (published) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new FileAccessException(path, e);
        }
    }

    /** Whether something is there that a rename would not replace. */
    private static boolean isTaken(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return Files.exists(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isPresent();
        }
    }
}
