package dev.ordo.artifacts;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts the tensor bytes of safetensors files: what comes after eight bytes of length and the header. */
final class TensorBytes {
    private static final String SUFFIX = ".safetensors";

    private TensorBytes() {}

    static boolean isSafetensors(String path) {
        return path.endsWith(SUFFIX) && !path.startsWith(ContentDigest.BEFORE_REQUANTIZE + "/");
    }

    /**
     * @return the file's size - 8 - the length that its first eight bytes state
     * @throws PermanentException with {@code INVALID_SAFETENSORS} if the header is longer than the file
     */
    static long of(Path file) throws IOException {
        long size = Files.size(file);
        long header = headerLength(file, size);
        if (header < 0 || header > size - Long.BYTES) {
            throw new PermanentException(
                    ErrorCode.INVALID_SAFETENSORS,
                    file.getFileName() + " states a header of " + Long.toUnsignedString(header) + " bytes, but has "
                            + size + " in all");
        }
        return size - Long.BYTES - header;
    }

    private static long headerLength(Path file, long size) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] length = in.readNBytes(Long.BYTES);
            if (length.length < Long.BYTES) {
                throw new EOFException();
            }
            return ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
        } catch (EOFException e) {
            throw new PermanentException(
                    ErrorCode.INVALID_SAFETENSORS,
                    file.getFileName() + " has " + size + " bytes, too few for a safetensors file",
                    e);
        }
    }
}
