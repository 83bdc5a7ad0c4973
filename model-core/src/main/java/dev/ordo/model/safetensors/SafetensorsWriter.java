package dev.ordo.model.safetensors;

import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes one safetensors file whose tensors are declared beforehand and then filled in any order, one in memory at a
 * time.
 *
 * <p>The file depends on the declarations and the bytes alone: tensors lie by falling element size, then by name, so
 * that each is aligned to its elements, as the reference implementation has them. Not safe for several threads.
 */
public final class SafetensorsWriter implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final long dataStart;
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();
    private final Set<String> unwritten = new TreeSet<>();

    private SafetensorsWriter(Path path, FileChannel channel, long dataStart, Collection<TensorEntry> layout) {
        this.path = path;
        this.channel = channel;
        this.dataStart = dataStart;
        for (TensorEntry entry : layout) {
            entries.put(entry.name(), entry);
            unwritten.add(entry.name());
        }
    }

    /**
     * Creates the file and writes its header.
     *
     * @param path a file that does not exist yet
     * @param tensors declarations, in any order, of distinct names
     * @throws FileAccessException if the file exists or cannot be written
     */
    public static SafetensorsWriter create(Path path, Collection<TensorSpec> tensors, Map<String, String> metadata) {
        Collection<TensorEntry> layout = HeaderWriter.layOut(tensors);
        ByteBuffer header = HeaderWriter.encode(layout, metadata);
        long dataStart = header.remaining();
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            SafetensorsWriter writer = new SafetensorsWriter(path, channel, dataStart, layout);
            writer.writeFully(header, 0);
            return writer;
        } catch (IOException e) {
            throw new FileAccessException(path, e);
        }
    }

    /** Names declared but not yet written, sorted. */
    public Set<String> unwritten() {
        return new TreeSet<>(unwritten);
    }

    /**
     * Writes a tensor's values in its declared type, rounded to nearest, ties to even.
     *
     * @param values row-major, as many as the declared shape has elements
     * @throws IllegalArgumentException if the name is not declared or the number of values is another
     */
    public void write(String name, float[] values) {
        check(name, values.length, entry(name).elements(), "values");
        write(name, Stream.of(values));
    }

    /**
     * Writes a tensor's values as {@link #write(String, float[])} does, piece by piece.
     *
     * @param pieces one after the other all values, row-major
     * @throws IllegalArgumentException if the name is not declared or the number of values is another
     */
    public void write(String name, Stream<float[]> pieces) {
        TensorEntry entry = entry(name);
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long done = 0;
        for (float[] piece : (Iterable<float[]>) pieces::iterator) {
            if (done + piece.length > entry.elements()) {
                check(name, done + piece.length, entry.elements(), "values");
            }
            writePiece(entry, done, piece, chunk);
            done += piece.length;
        }
        check(name, done, entry.elements(), "values");
        unwritten.remove(name);
    }

    private void writePiece(TensorEntry entry, long first, float[] values, ByteBuffer chunk) {
        FloatCodec codec = FloatCodec.of(entry.dtype());
        int size = entry.dtype().bytes();
        for (int done = 0; done < values.length; ) {
            int count = Math.min(values.length - done, CHUNK_BYTES / size);
            codec.encode(values, done, count, chunk.clear());
            writeFully(chunk.flip(), dataStart + entry.begin() + (first + done) * size);
            done += count;
        }
    }

    /**
     * Writes a tensor's bytes as they are.
     *
     * @param bytes little endian, row-major; its position is left as it was
     * @throws IllegalArgumentException if the name is not declared or the number of bytes is another
     */
    public void write(String name, ByteBuffer bytes) {
        TensorEntry entry = entry(name);
        check(name, bytes.remaining(), entry.byteLength(), "bytes");
        writeFully(bytes.duplicate(), dataStart + entry.begin());
        unwritten.remove(name);
    }

    /**
     * Forces the file to the disk and closes it.
     *
     * @throws IllegalStateException if a declared tensor was not written
     */
    public void finish() {
        if (!unwritten.isEmpty()) {
            throw new IllegalStateException("not written: " + unwritten);
        }
        try {
            channel.force(true);
            channel.close();
        } catch (IOException e) {
            throw new FileAccessException(path, e);
        }
    }

    /** Closes the file, whole or not. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new FileAccessException(path, e);
        }
    }

    private TensorEntry entry(String name) {
        TensorEntry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("tensor " + name + " was not declared");
        }
        return entry;
    }

    private static void check(String name, long given, long declared, String unit) {
        if (given != declared) {
            throw new IllegalArgumentException("tensor " + name + " needs " + declared + " " + unit + ", got " + given);
        }
    }

    private void writeFully(ByteBuffer source, long position) {
        try {
            long at = position;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        } catch (IOException e) {
            throw new FileAccessException(path, e);
        }
    }
}
