package dev.ordo.stage.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The right to compute. Workers of one machine that name the same file compute one after another; without a file there
 * is nothing to wait for. The operating system takes the permit back from a process that dies.
 */
public final class ComputePermit {
    /** File locks exclude processes only; these exclude the threads of this one. */
    private static final Map<Path, Semaphore> THREADS = new ConcurrentHashMap<>();

    private final Optional<Path> file;

    public ComputePermit(Optional<Path> file) {
        this.file = file.map(each -> each.toAbsolutePath().normalize());
    }

    /**
     * Waits for the permit.
     *
     * @throws WorkDroppedException if the waiting thread is interrupted
     */
    public Held acquire() {
        long start = System.nanoTime();
        if (file.isEmpty()) {
            return new Held(Duration.ZERO, () -> {});
        }
        Semaphore threads = THREADS.computeIfAbsent(file.get(), each -> new Semaphore(1, true));
        try {
            threads.acquire();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        FileChannel channel = null;
        try {
            channel = lock(file.get());
        } finally {
            if (channel == null) {
                threads.release();
            }
        }
        FileChannel locked = channel;
        return new Held(Duration.ofNanos(System.nanoTime() - start), () -> unlock(locked, threads));
    }

    private static FileChannel lock(Path path) {
        WorkDirectory.create(path.getParent());
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return channel;
        } catch (FileLockInterruptionException | ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock the compute permit " + path, e);
        }
    }

    private static void unlock(FileChannel channel, Semaphore threads) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give the compute permit back", e);
        } finally {
            threads.release();
        }
    }

    private static WorkDroppedException interrupted(Exception cause) {
        return new WorkDroppedException("stopped while waiting for a compute permit", cause);
    }

    private static void inThreadOfItsOwn(Runnable task) {
        Thread thread = new Thread(task, "ordo-permit");
        thread.setDaemon(true);
        thread.start();
    }

    private static Held await(CompletableFuture<Held> taken, Runnable signOfLife) {
        while (true) {
            signOfLife.run();
            try {
                return taken.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                continue;
            } catch (InterruptedException e) {
                throw interrupted(e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("no compute permit", e.getCause());
            }
        }
    }

    /** A permit in somebody's hands. */
    public final class Held implements AutoCloseable {
        private final Duration waited;
        private Runnable giveBack;

        private Held(Duration waited, Runnable giveBack) {
            this.waited = waited;
            this.giveBack = giveBack;
        }

        /** How long it took to get. */
        public Duration waited() {
            return waited;
        }

        /** Gives the permit back; the second time does nothing. */
        @Override
        public void close() {
            Runnable once = giveBack;
            giveBack = () -> {};
            once.run();
        }

        /**
         * Waits for the permit again, after it was given back.
         *
         * @param signOfLife run every second that it takes; may throw to stop waiting
         * @throws WorkDroppedException if the waiting thread is interrupted
         */
        void takeBack(Runnable signOfLife) {
            CompletableFuture<Held> taken =
                    CompletableFuture.supplyAsync(ComputePermit.this::acquire, ComputePermit::inThreadOfItsOwn);
            try {
                giveBack = await(taken, signOfLife).giveBack;
            } catch (RuntimeException e) {
                taken.thenAccept(Held::close);
                throw e;
            }
        }
    }
}
