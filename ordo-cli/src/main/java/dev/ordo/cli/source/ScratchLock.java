package dev.ordo.cli.source;

import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second process from continuing the same fetch. The file stays: who deletes a lock lets two hold it. */
final class ScratchLock implements AutoCloseable {
    private final FileChannel channel;

    private ScratchLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws CommandFailure if another holds it */
    static ScratchLock take(Path scratch) throws IOException {
        Files.createDirectories(scratch.getParent());
        Path file = scratch.resolveSibling("." + scratch.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isTaken(channel)) {
            return new ScratchLock(channel);
        }
        channel.close();
        throw new CommandFailure("another import is fetching the same model into " + scratch);
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
