package dev.ordo.artifacts;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** The directories of a cache: filled beside, moved into place, linked out, and cleared by age of use. */
final class CacheEntries {
    private static final int TRIES = 5;
    private static final Duration ABANDONED = Duration.ofHours(6);

    /** What was used this recently stays, whatever the limit: somebody may be linking it just now. */
    private static final Duration IN_USE = Duration.ofMinutes(1);

    private final Path entries;
    private final Path unfinished;
    private final long maxBytes;

    CacheEntries(Path directory, long maxBytes) {
        this.entries = directory.resolve("entries");
        this.unfinished = directory.resolve("unfinished");
        this.maxBytes = maxBytes;
        try {
            Files.createDirectories(entries);
            Files.createDirectories(unfinished);
            sweep();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the cache directory " + directory, e);
        }
    }

    /** Links the files of an entry into a directory, filling the entry first if it is missing or has lost files. */
    void place(String name, List<FileEntry> expected, Filler filler, Path directory) throws IOException {
        Path entry = entries.resolve(name);
        for (int attempt = 1; ; attempt++) {
            if (!isWhole(entry, expected)) {
                fill(entry, expected, filler);
            }
            try {
                touch(entry);
                link(entry, directory);
                evict();
                return;
            } catch (NoSuchFileException e) {
                // Another process has just cleared the entry away.
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private void fill(Path entry, List<FileEntry> expected, Filler filler) throws IOException {
        Path beside = unfinished.resolve(UUID.randomUUID().toString());
        Files.createDirectories(beside);
        try {
            filler.fill(beside);
            if (isWhole(entry, expected)) {
                return;
            }
            discard(entry);
            Files.move(beside, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            // Another process was first; what it moved there has the same digest.
            if (!Files.isDirectory(entry)) {
                throw e;
            }
        } finally {
            FileTrees.delete(beside);
        }
    }

    private static boolean isWhole(Path entry, List<FileEntry> expected) throws IOException {
        if (!Files.isDirectory(entry)) {
            return false;
        }
        for (FileEntry each : expected) {
            Path file = entry.resolve(each.path());
            if (!Files.isRegularFile(file) || Files.size(file) != each.size()) {
                return false;
            }
        }
        return true;
    }

    private static void link(Path entry, Path directory) throws IOException {
        for (Path each : FileTrees.files(entry)) {
            Path target = directory.resolve(entry.relativize(each).toString().replace(File.separatorChar, '/'));
            Files.createDirectories(target.getParent());
            linkOrCopy(each, target);
        }
    }

    private static void linkOrCopy(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException e) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // The directory is on another file system.
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void touch(Path entry) throws IOException {
        Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
    }

    private void evict() throws IOException {
        Instant idle = Instant.now().minus(IN_USE);
        List<Path> oldestFirst = FileTrees.children(entries).stream()
                .sorted(Comparator.comparing(CacheEntries::lastUse))
                .toList();
        long total = 0;
        for (Path each : oldestFirst) {
            total += FileTrees.size(each);
        }
        for (Path each : oldestFirst) {
            if (total <= maxBytes || lastUse(each).toInstant().isAfter(idle)) {
                return;
            }
            total -= FileTrees.size(each);
            discard(each);
        }
    }

    /** Moves an entry out of sight before deleting it, so that nobody finds half of it. */
    private void discard(Path entry) throws IOException {
        if (!Files.isDirectory(entry)) {
            return;
        }
        Path doomed = unfinished.resolve(UUID.randomUUID().toString());
        try {
            Files.move(entry, doomed, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        FileTrees.delete(doomed);
    }

    private void sweep() throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        for (Path each : FileTrees.children(unfinished)) {
            if (lastUse(each).toInstant().isBefore(limit)) {
                FileTrees.delete(each);
            }
        }
    }

    private static FileTime lastUse(Path entry) {
        try {
            return Files.getLastModifiedTime(entry);
        } catch (IOException e) {
            return FileTime.from(Instant.EPOCH);
        }
    }

    /** Fills a new entry's directory; what it throws leaves no entry behind. */
    @FunctionalInterface
    interface Filler {
        void fill(Path into) throws IOException;
    }
}
