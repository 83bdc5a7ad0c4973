package dev.ordo.stage.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories in which this worker's executions work. A lock shows that their worker is alive; what a dead one left
 * behind is swept away by the next that starts beside it.
 */
public final class WorkDirectories implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkDirectories.class);
    private static final String LOCK = "worker.lock";

    private final Path own;
    private final FileChannel channel;

    /** @param scratch local disk, shared with other workers and the cache */
    public WorkDirectories(Path scratch) {
        Path all = WorkDirectory.create(scratch.resolve("work"));
        try {
            sweep(all);
            own = WorkDirectory.create(all.resolve(UUID.randomUUID().toString()));
            channel = open(own);
            channel.lock();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the scratch directory " + scratch, e);
        }
    }

    WorkDirectory open(String executionId) {
        return new WorkDirectory(WorkDirectory.create(own.resolve(executionId)));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock " + own, e);
        }
        WorkDirectory.delete(own);
    }

    private static void sweep(Path all) throws IOException {
        List<Path> workers;
        try (Stream<Path> children = Files.list(all)) {
            workers = children.filter(Files::isDirectory).toList();
        }
        for (Path each : workers) {
            if (isAbandoned(each)) {
                LOG.info("sweeping away {}, which a worker left behind", each);
                WorkDirectory.delete(each);
            }
        }
    }

    private static boolean isAbandoned(Path worker) throws IOException {
        try (FileChannel channel = open(worker);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static FileChannel open(Path worker) throws IOException {
        return FileChannel.open(worker.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
