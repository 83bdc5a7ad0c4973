package dev.ordo.model.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads a header from front to back, in little endian, and never past the file's end. */
final class HeaderCursor {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    /** Where in the file the buffer's limit is. */
    private long loaded;

    HeaderCursor(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
    }

    long position() {
        return loaded - buffer.remaining();
    }

    long remaining() {
        return size - position();
    }

    byte int8() throws IOException {
        return need(1).get();
    }

    short int16() throws IOException {
        return need(2).getShort();
    }

    int int32() throws IOException {
        return need(4).getInt();
    }

    long int64() throws IOException {
        return need(8).getLong();
    }

    /** An unsigned 64-bit number that has to fit in 63 bits. */
    long unsigned64() throws IOException {
        long value = int64();
        if (value < 0) {
            throw defect(GgufDefect.VALUE_OUT_OF_RANGE, Long.toUnsignedString(value) + " has more than 63 bits");
        }
        return value;
    }

    /**
     * A number of things that follow, of at least so many bytes each.
     *
     * @param what names them in the error
     */
    long count(String what, long leastBytes) throws IOException {
        long count = int64();
        if (count < 0 || count > remaining() / leastBytes) {
            throw defect(
                    GgufDefect.COUNT_TOO_LARGE,
                    Long.toUnsignedString(count) + " " + what + " in the last " + remaining() + " bytes");
        }
        return count;
    }

    String text() throws IOException {
        byte[] bytes = new byte[Math.toIntExact(Math.min(Integer.MAX_VALUE - 8L, count("bytes of text", 1)))];
        for (int done = 0; done < bytes.length; ) {
            int chunk = Math.min(bytes.length - done, BUFFER_BYTES);
            need(chunk).get(bytes, done, chunk);
            done += chunk;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw defect(GgufDefect.NOT_UTF8, "the text before byte " + position());
        }
    }

    GgufException defect(GgufDefect defect, String detail) {
        return new GgufException(defect, file, detail);
    }

    private ByteBuffer need(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return buffer;
        }
        if (remaining() < bytes) {
            throw defect(GgufDefect.TRUNCATED, "the header goes on past the end at byte " + size);
        }
        buffer.compact();
        while (buffer.position() < bytes) {
            int read = channel.read(buffer, loaded);
            if (read < 0) {
                throw defect(GgufDefect.TRUNCATED, "the file shrank while it was read");
            }
            loaded += read;
        }
        return buffer.flip();
    }
}
