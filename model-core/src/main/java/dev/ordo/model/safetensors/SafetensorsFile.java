package dev.ordo.model.safetensors;

import dev.ordo.model.FileAccessException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * An open safetensors file whose header has been found sound. Safe for use by several threads.
 *
 * <p>Tensor bytes are not copied into memory before they are asked for.
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final long dataStart;
    private final Map<String, String> metadata;
    private final TreeMap<String, TensorEntry> entries = new TreeMap<>();

    private SafetensorsFile(Path path, FileChannel channel, long dataStart, Header header) {
        this.path = path;
        this.channel = channel;
        this.dataStart = dataStart;
        this.metadata = Collections.unmodifiableMap(header.metadata());
        header.entries().forEach(entry -> entries.put(entry.name(), entry));
    }

    /**
     * Opens a file and checks its header and the place of every tensor.
     *
     * @throws SafetensorsException if the file breaks the format; {@link Defect} lists the ways
     * @throws FileAccessException if the file cannot be read
     */
    public static SafetensorsFile open(Path path) {
        if (!Files.exists(path)) {
            throw new SafetensorsException(Defect.FILE_ABSENT, path, "there is no such file");
        }
        if (!Files.isRegularFile(path)) {
            throw new SafetensorsException(Defect.NOT_A_REGULAR_FILE, path, "must be a regular file");
        }
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return new HeaderReader(path, channel).read(SafetensorsFile::new);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new FileAccessException(path, e);
        }
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** The free-form strings of the header. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Every tensor, sorted by name. */
    public Collection<TensorEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** Bytes of all tensors together. */
    public long dataBytes() {
        return entries.values().stream().mapToLong(TensorEntry::byteLength).sum();
    }

    /**
     * Describes one tensor.
     *
     * @throws NoSuchElementException if the file has none of this name
     */
    public TensorEntry entry(String name) {
        TensorEntry entry = entries.get(name);
        if (entry == null) {
            throw new NoSuchElementException("no tensor " + name + " in " + path);
        }
        return entry;
    }

    /**
     * Fills a buffer with a part of a tensor's bytes, from {@code offset} on, as far as the buffer has room.
     *
     * @throws FileAccessException if the file cannot be read, or has been cut since it was opened
     */
    public void read(TensorEntry entry, long offset, ByteBuffer target) {
        if (offset < 0 || offset + target.remaining() > entry.byteLength()) {
            throw new IndexOutOfBoundsException(offset + " + " + target.remaining() + " exceeds " + entry.byteLength()
                    + " bytes of " + entry.name());
        }
        long position = position(entry) + offset;
        try {
            while (target.hasRemaining()) {
                int count = channel.read(target, position);
                if (count < 0) {
                    throw new EOFException("cut short at byte " + position);
                }
                position += count;
            }
        } catch (IOException e) {
            throw new FileAccessException(path, e);
        }
    }

    /** Where in the file the first byte of a tensor is. */
    public long position(TensorEntry entry) {
        return dataStart + entry.begin();
    }

    /** All bytes of a tensor of less than 2 GiB, little endian, ready to be read. */
    public ByteBuffer readBytes(String name) {
        TensorEntry entry = entry(name);
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(entry.byteLength())).order(ByteOrder.LITTLE_ENDIAN);
        read(entry, 0, bytes);
        return bytes.flip();
    }

    /**
     * All values of a tensor of type BF16, F16 or F32, widened without loss, row-major.
     *
     * @throws IllegalArgumentException if it has another type
     */
    public float[] readFloat32(String name) {
        TensorEntry entry = entry(name);
        float[] values = new float[Math.toIntExact(entry.elements())];
        int done = 0;
        for (float[] piece : (Iterable<float[]>) pieces(name)::iterator) {
            System.arraycopy(piece, 0, values, done, piece.length);
            done += piece.length;
        }
        return values;
    }

    /**
     * The values of {@link #readFloat32} in pieces, each read when it is asked for, so that no tensor is too large.
     *
     * @throws IllegalArgumentException if it has another type
     */
    public Stream<float[]> pieces(String name) {
        TensorEntry entry = entry(name);
        FloatCodec codec = FloatCodec.of(entry.dtype());
        ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK_BYTES, entry.byteLength()))
                .order(ByteOrder.LITTLE_ENDIAN);
        return LongStream.iterate(0, at -> at < entry.byteLength(), at -> at + CHUNK_BYTES)
                .mapToObj(at -> {
                    int bytes = (int) Math.min(CHUNK_BYTES, entry.byteLength() - at);
                    read(entry, at, chunk.clear().limit(bytes));
                    float[] piece = new float[bytes / entry.dtype().bytes()];
                    codec.decode(chunk.flip(), piece, 0, piece.length);
                    return piece;
                });
    }

    /**
     * Place of a tensor's first value that is NaN or infinite, counted row-major. A chunk at a time is in memory, however
     * large the tensor.
     *
     * @throws IllegalArgumentException if its type is not BF16, F16 or F32
     */
    public OptionalLong firstNotFinite(String name) {
        TensorEntry entry = entry(name);
        FloatCodec codec = FloatCodec.of(entry.dtype());
        int width = entry.dtype().bytes();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long start = 0; start < entry.byteLength(); start += CHUNK_BYTES) {
            chunk.clear().limit((int) Math.min(CHUNK_BYTES, entry.byteLength() - start));
            read(entry, start, chunk);
            int index = codec.firstNotFinite(chunk.flip());
            if (index >= 0) {
                return OptionalLong.of(start / width + index);
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new FileAccessException(path, e);
        }
    }
}
