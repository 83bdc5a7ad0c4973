package dev.ordo.model.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Reads a file's header and checks that its tensors cover the rest of the file, each byte once. */
final class HeaderReader {
    /** What is made of a sound header. */
    @FunctionalInterface
    interface Sink<T> {
        T accept(Path path, FileChannel channel, long dataStart, Header header);
    }

    private final Path path;
    private final FileChannel channel;

    HeaderReader(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    <T> T read(Sink<T> sink) throws IOException {
        long size = channel.size();
        try {
            long length = headerLength(size);
            Header header = HeaderParser.parse(bytes(Header.LENGTH_BYTES, (int) length));
            long dataStart = Header.LENGTH_BYTES + length;
            checkCover(header.entries(), size - dataStart);
            return sink.accept(path, channel, dataStart, header);
        } catch (HeaderDefectException e) {
            throw e.in(path);
        }
    }

    private long headerLength(long size) throws IOException, HeaderDefectException {
        if (size < Header.LENGTH_BYTES) {
            throw new HeaderDefectException(Defect.LENGTH_TRUNCATED, "the file has only " + size + " bytes");
        }
        long length = bytes(0, Header.LENGTH_BYTES).getLong();
        if (length < 0 || length > Header.MAX_BYTES) {
            throw new HeaderDefectException(
                    Defect.HEADER_TOO_LONG,
                    "the header claims " + Long.toUnsignedString(length) + " bytes, at most " + Header.MAX_BYTES
                            + " are allowed");
        }
        if (length > size - Header.LENGTH_BYTES) {
            throw new HeaderDefectException(
                    Defect.HEADER_TRUNCATED, "the header claims " + length + " bytes of a file of " + size);
        }
        return length;
    }

    private ByteBuffer bytes(long position, int count) throws IOException, HeaderDefectException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new HeaderDefectException(Defect.HEADER_TRUNCATED, "the file shrank while it was read");
            }
        }
        return bytes.flip();
    }

    private static void checkCover(List<TensorEntry> entries, long dataBytes) throws HeaderDefectException {
        entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        long covered = 0;
        for (TensorEntry entry : entries) {
            if (entry.end() > dataBytes) {
                throw new HeaderDefectException(
                        Defect.OFFSETS_OUTSIDE_FILE, "tensor " + entry + " of " + dataBytes + " bytes of data");
            }
            if (entry.begin() != covered) {
                Defect defect = entry.begin() < covered ? Defect.OFFSETS_OVERLAP : Defect.OFFSETS_HOLE;
                throw new HeaderDefectException(defect, "tensor " + entry + " should begin at " + covered);
            }
            covered = entry.end();
        }
        if (covered != dataBytes) {
            throw new HeaderDefectException(
                    Defect.TRAILING_BYTES, (dataBytes - covered) + " bytes follow the last tensor");
        }
    }
}
