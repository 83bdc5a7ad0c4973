package dev.ordo.model.gguf;

import dev.ordo.model.FileAccessException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** An open GGUF file whose header has been found sound. Tensor bytes are read when they are asked for. */
final class GgufFile implements AutoCloseable {
    private static final int CHUNK_BLOCKS = 1 << 15;

    private final Path path;
    private final FileChannel channel;
    private final GgufHeader header;

    private GgufFile(Path path, FileChannel channel, GgufHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens a file and checks its header and the place of every tensor.
     *
     * @throws GgufException if it is no GGUF file that Ordo reads; {@link GgufDefect} lists the ways
     * @throws FileAccessException if it cannot be read
     */
    static GgufFile open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new GgufException(GgufDefect.NOT_A_REGULAR_FILE, path, "there is no such regular file");
        }
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return new GgufFile(path, channel, GgufHeader.read(path, new HeaderCursor(path, channel)));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new FileAccessException(path, e);
        }
    }

    Path path() {
        return path;
    }

    GgufMetadata metadata() {
        return header.metadata();
    }

    /** Every tensor, by name. */
    Map<String, GgufTensor> tensors() {
        return header.tensors();
    }

    /**
     * All values of a tensor, row-major, decoded to float32.
     *
     * @throws ArithmeticException if it has 2^31 values or more
     * @throws FileAccessException if the file cannot be read
     */
    float[] readFloat32(GgufTensor tensor) {
        GgufTensorType type = tensor.type();
        float[] values = new float[Math.toIntExact(tensor.elements())];
        ByteBuffer chunk =
                ByteBuffer.allocateDirect(CHUNK_BLOCKS * type.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
        long at = tensor.offset();
        for (int done = 0; done < values.length; ) {
            int blocks = Math.min(CHUNK_BLOCKS, (values.length - done) / type.blockSize());
            fill(chunk.clear().limit(blocks * type.blockBytes()), at);
            at += (long) blocks * type.blockBytes();
            for (int i = 0; i < blocks; i++, done += type.blockSize()) {
                type.decodeBlock(chunk, values, done);
            }
        }
        return values;
    }

    private void fill(ByteBuffer target, long position) {
        try {
            while (target.hasRemaining()) {
                if (channel.read(target, position + target.position()) < 0) {
                    throw new EOFException("cut short while it was read");
                }
            }
            target.flip();
        } catch (IOException e) {
            throw new FileAccessException(path, e);
        }
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
