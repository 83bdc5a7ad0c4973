package dev.ordo.artifacts;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one demand on a data set: that it is text. */
final class Utf8Text {
    private Utf8Text() {}

    /** @throws PermanentException with {@code INVALID_DATA} if the file is missing, blank or not UTF-8 */
    static void require(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new PermanentException(ErrorCode.INVALID_DATA, file + " is not a file");
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            if (isBlank(reader)) {
                throw new PermanentException(ErrorCode.INVALID_DATA, file + " holds no text");
            }
        } catch (CharacterCodingException e) {
            throw new PermanentException(ErrorCode.INVALID_DATA, file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static boolean isBlank(Reader reader) throws IOException {
        char[] chunk = new char[8192];
        boolean blank = true;
        for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
            blank &= new String(chunk, 0, count).isBlank();
        }
        return blank;
    }
}
