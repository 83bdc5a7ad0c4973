package dev.ordo.artifacts.s3;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Asks a store whether it honours {@code If-None-Match: *}. Some accept the header and ignore it; then two executions
 * could both believe that the manifest is theirs.
 */
public final class ConditionalWriteProbe {
    private static final String PREFIX = "probes/";

    private final ObjectStore store;
    private final int writers;

    /** @param writers how many write at once */
    public ConditionalWriteProbe(ObjectStore store, int writers) {
        this.store = store;
        this.writers = writers;
    }

    /**
     * Lets several writers race for one new object.
     *
     * @throws PermanentException unless exactly one of them wins
     */
    public void check() {
        String key = PREFIX + UUID.randomUUID();
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            long winners = race(key, threads);
            if (winners != 1) {
                throw new PermanentException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "the store does not honour conditional writes (If-None-Match: *): of " + writers
                                + " writers of one object " + winners
                                + " were told that they had created it, expected exactly 1");
            }
        } finally {
            threads.shutdown();
            store.deletePrefix(key);
        }
    }

    private long race(String key, ExecutorService threads) {
        List<CompletableFuture<Boolean>> writes = IntStream.range(0, writers)
                .mapToObj(writer -> CompletableFuture.supplyAsync(() -> store.putIfAbsent(key, body(writer)), threads))
                .toList();
        try {
            return writes.stream()
                    .map(CompletableFuture::join)
                    .filter(won -> won)
                    .count();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static byte[] body(int writer) {
        return ("writer " + writer).getBytes(StandardCharsets.UTF_8);
    }
}
