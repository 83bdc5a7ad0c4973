package dev.ordo.model.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes GGUF files byte by byte, also such as no writer would write. Lies only where it is told to. */
final class RawGguf {
    private final ByteArrayOutputStream pairs = new ByteArrayOutputStream();
    private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    private final List<Long> countLies = new ArrayList<>();
    private int version = 3;
    private int pairCount;
    private int tensorCount;
    private int dataBytes;

    RawGguf version(int number) {
        version = number;
        return this;
    }

    /** Claims so many tensors, whatever there are. */
    RawGguf claimTensors(long count) {
        countLies.add(count);
        return this;
    }

    /** A pair whose value is given byte by byte. */
    RawGguf pair(String key, int type, byte[] value) {
        return pair(key.getBytes(StandardCharsets.UTF_8), type, value);
    }

    RawGguf pair(byte[] key, int type, byte[] value) {
        put(pairs, int64(key.length), key, int32(type), value);
        pairCount++;
        return this;
    }

    RawGguf text(String key, String value) {
        return pair(key, 8, string(value));
    }

    RawGguf number(String key, int value) {
        return pair(key, 4, int32(value));
    }

    RawGguf texts(String key, String... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        put(bytes, int32(8), int64(values.length));
        for (String each : values) {
            put(bytes, string(each));
        }
        return pair(key, 9, bytes.toByteArray());
    }

    /** An array of 32-bit signed numbers. */
    RawGguf numbers(String key, int... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        put(bytes, int32(5), int64(values.length));
        for (int each : values) {
            put(bytes, int32(each));
        }
        return pair(key, 9, bytes.toByteArray());
    }

    /** A tensor's description; axes innermost first, as in the file. */
    RawGguf tensor(String name, int type, long offset, long... axes) {
        put(tensors, string(name), int32(axes.length));
        for (long each : axes) {
            put(tensors, int64(each));
        }
        put(tensors, int32(type), int64(offset));
        tensorCount++;
        return this;
    }

    /** So many bytes of zeros after the header. */
    RawGguf data(int bytes) {
        dataBytes = bytes;
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        put(all, "GGUF".getBytes(StandardCharsets.US_ASCII), int32(version));
        put(all, int64(countLies.isEmpty() ? tensorCount : countLies.get(0)), int64(pairCount));
        put(all, pairs.toByteArray(), tensors.toByteArray());
        put(all, new byte[Math.floorMod(-all.size(), 32)], new byte[dataBytes]);
        return all.toByteArray();
    }

    Path write(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] int32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    static byte[] int64(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        put(all, parts);
        return all.toByteArray();
    }

    private static byte[] string(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return joined(int64(bytes.length), bytes);
    }

    private static void put(ByteArrayOutputStream target, byte[]... parts) {
        for (byte[] part : parts) {
            target.writeBytes(part);
        }
    }
}
