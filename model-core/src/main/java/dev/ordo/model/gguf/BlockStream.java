package dev.ordo.model.gguf;

import dev.ordo.model.UnstorableValueException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Encodes a tensor's values piece by piece, the blocks of a piece on several threads. */
final class BlockStream implements AutoCloseable {
    /** Values that are encoded at once; whole blocks of every type. */
    private static final int CHUNK = 1 << 20;
    /** Values that one task encodes; whole blocks of every type. */
    private static final int TASK = 1 << 14;

    /** Takes what was encoded. */
    @FunctionalInterface
    interface Sink {
        /** @param done bytes of the tensor before these */
        void accept(ByteBuffer bytes, long done);
    }

    private final ExecutorService workers;

    BlockStream(int threads) {
        this.workers = Executors.newFixedThreadPool(threads);
    }

    /**
     * Encodes a tensor.
     *
     * @param pieces one after the other all values, each whole blocks
     * @return bytes that were encoded
     * @throws UnstorableValueException if a value is not finite, or too large for the type
     */
    long encode(GgufTensor tensor, Stream<float[]> pieces, Sink sink) {
        GgufTensorType type = tensor.type();
        long bytes = 0;
        long values = 0;
        for (float[] piece : (Iterable<float[]>) pieces::iterator) {
            if (piece.length % type.blockSize() != 0) {
                throw new IllegalArgumentException(
                        "a piece of " + tensor.name() + " has " + piece.length + " values, not whole blocks");
            }
            requireStorable(tensor, piece, values);
            for (int at = 0; at < piece.length; at += CHUNK) {
                ByteBuffer encoded = encode(type, piece, at, Math.min(piece.length, at + CHUNK));
                int size = encoded.remaining();
                sink.accept(encoded, bytes);
                bytes += size;
            }
            values += piece.length;
        }
        return bytes;
    }

    private static void requireStorable(GgufTensor tensor, float[] piece, long before) {
        float most = BlockEncoder.largest(tensor.type());
        for (int i = 0; i < piece.length; i++) {
            if (!(Math.abs(piece[i]) <= most)) {
                throw new UnstorableValueException(
                        tensor.name(), before + i, piece[i], tensor.type().name());
            }
        }
    }

    private ByteBuffer encode(GgufTensorType type, float[] values, int from, int to) {
        BlockEncoder encoder = BlockEncoder.of(type);
        ByteBuffer target = ByteBuffer.allocate((to - from) / type.blockSize() * type.blockBytes());
        List<Future<?>> tasks = new ArrayList<>();
        for (int first = from; first < to; first += TASK) {
            int begin = first;
            int end = Math.min(to, first + TASK);
            int position = (begin - from) / type.blockSize() * type.blockBytes();
            ByteBuffer part = target.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(position);
            tasks.add(workers.submit(() -> {
                for (int at = begin; at < end; at += type.blockSize()) {
                    encoder.encode(values, at, part);
                }
            }));
        }
        tasks.forEach(BlockStream::await);
        return target;
    }

    private static void await(Future<?> task) {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
