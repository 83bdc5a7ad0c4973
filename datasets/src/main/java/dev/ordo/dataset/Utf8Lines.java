package dev.ordo.dataset;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file line by line, and says of which line it is that something is wrong. */
final class Utf8Lines {
    /** Told of each line, counted from 1, without its line end. */
    @FunctionalInterface
    interface Visitor {
        void line(int number, String content);
    }

    private final Path file;
    private final int longest;

    /** @param longest bytes that a line may have */
    Utf8Lines(Path file, int longest) {
        this.file = file;
        this.longest = longest;
    }

    /** @throws InvalidDataException if there is no such file, a line is too long, or it is not UTF-8 */
    void forEach(Visitor visitor) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidDataException(file, "is not a file");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int number = 1;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    visitor.line(number, decoded(number++, line));
                } else if (line.size() == longest) {
                    throw new InvalidDataException(file, number, "is longer than " + longest + " bytes");
                } else {
                    line.write(next);
                }
            }
            if (line.size() > 0) {
                visitor.line(number, decoded(number, line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private String decoded(int number, ByteArrayOutputStream line) {
        byte[] bytes = line.toByteArray();
        line.reset();
        int end = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, end))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidDataException(file, number, "is not UTF-8 text");
        }
    }
}
