package dev.ordo.model.gguf;

import dev.ordo.model.FileAccessException;
import dev.ordo.model.UnstorableValueException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes one file whose tensors are declared beforehand and then filled one after another; it appears whole at {@link #commit}
 * or not at all. Not safe for several threads.
 *
 * <p>A writer closed before its commit leaves nothing; a process killed before it leaves a hidden {@code .NAME.partial-*} beside
 * the target.
 */
final class GgufWriter implements AutoCloseable {
    private final Path target;
    private final boolean replacing;
    private final Path partial;
    private final FileChannel channel;
    private final BlockStream blocks;
    private final Map<String, GgufTensor> tensors;
    private final Set<String> unwritten;

    private GgufWriter(
            Path target,
            boolean replacing,
            Path partial,
            FileChannel channel,
            Map<String, GgufTensor> tensors,
            int threads) {
        this.target = target;
        this.replacing = replacing;
        this.partial = partial;
        this.channel = channel;
        this.blocks = new BlockStream(threads);
        this.tensors = tensors;
        this.unwritten = new TreeSet<>(tensors.keySet());
    }

    /**
     * Begins a file and writes its header.
     *
     * @param replacing whether a file that is there is replaced
     * @param declared of distinct names, in the order in which they are to lie; their offsets are not looked at
     * @param threads that encode blocks
     * @throws GgufExistsException if something is there that must not be, or cannot be, replaced
     * @throws FileAccessException if the file system refuses
     */
    static GgufWriter create(
            Path target, boolean replacing, MetadataWriter metadata, List<GgufTensor> declared, int threads) {
        Path absolute = target.toAbsolutePath();
        requireFree(absolute, replacing);
        HeaderEncoder.Encoded header = HeaderEncoder.encode(metadata, declared);
        Path partial = absolute.resolveSibling("." + absolute.getFileName() + ".partial-" + UUID.randomUUID());
        try {
            Files.createDirectories(absolute.getParent());
            FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            GgufWriter writer = new GgufWriter(absolute, replacing, partial, channel, header.tensors(), threads);
            writer.begin(header.bytes());
            return writer;
        } catch (IOException e) {
            throw new FileAccessException(partial, e);
        }
    }

    private void begin(byte[] header) {
        try {
            writeFully(ByteBuffer.wrap(header), 0);
        } catch (FileAccessException e) {
            close();
            throw e;
        }
    }

    private static void requireFree(Path target, boolean replacing) {
        if (Files.exists(target) && (!replacing || !Files.isRegularFile(target))) {
            throw new GgufExistsException(target);
        }
    }

    /**
     * Writes a tensor's values in its declared type.
     *
     * @param pieces one after the other all values, row-major, each whole blocks
     * @throws UnstorableValueException if a value is not finite, or too large for the type
     * @throws IllegalArgumentException if no such tensor was declared or the number of values is another
     */
    void write(String name, Stream<float[]> pieces) {
        GgufTensor tensor = declared(name);
        done(tensor, blocks.encode(tensor, pieces, (chunk, done) -> writeFully(chunk, tensor.offset() + done)));
    }

    /**
     * Writes a tensor's bytes as they are.
     *
     * @throws IllegalArgumentException if no such tensor was declared or the number of bytes is another
     */
    void writeBytes(String name, ByteBuffer bytes) {
        GgufTensor tensor = declared(name);
        int size = bytes.remaining();
        writeFully(bytes, tensor.offset());
        done(tensor, size);
    }

    private GgufTensor declared(String name) {
        GgufTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("tensor " + name + " was not declared");
        }
        return tensor;
    }

    private void done(GgufTensor tensor, long bytes) {
        if (bytes != tensor.byteLength()) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.name() + " needs " + tensor.byteLength() + " bytes, got " + bytes);
        }
        unwritten.remove(tensor.name());
    }

    /**
     * Forces the file to the disk and gives it its name.
     *
     * @throws IllegalStateException if a declared tensor was not written
     * @throws GgufExistsException if something has come to be there that must not be replaced
     */
    Path commit() {
        if (!unwritten.isEmpty()) {
            throw new IllegalStateException("not written: " + unwritten);
        }
        try {
            channel.force(true);
            channel.close();
            requireFree(target, replacing);
            return Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new FileAccessException(target, e);
        }
    }

    /** Removes what was not committed. */
    @Override
    public void close() {
        blocks.close();
        try {
            channel.close();
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            throw new FileAccessException(partial, e);
        }
    }

    private void writeFully(ByteBuffer source, long position) {
        try {
            long at = position;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        } catch (IOException e) {
            throw new FileAccessException(partial, e);
        }
    }
}
