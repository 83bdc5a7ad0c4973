package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The table of {@code docs/errors.md}. */
final class ErrorsDocument {
    /**
     * One line of it.
     *
     * @param message what Ordo says, {@code <...>} standing for anything
     * @param test the simple name of the class that proves it
     */
    record Line(String message, String test) {
        /** White space counts as one space: a table has no line ends. */
        void assertSays(String actual) {
            String pattern = Pattern.quote(message).replace("<...>", "\\E.*\\Q");
            assertThat(actual.strip().replaceAll("\\s+", " ")).matches(Pattern.compile(pattern));
        }
    }

    private static final int CELLS = 7;

    private final Map<String, Line> lines = new LinkedHashMap<>();

    private ErrorsDocument(String text) {
        text.lines()
                .map(each -> each.split("(?<!\\\\)\\|", -1))
                .filter(cells -> cells.length == CELLS)
                .skip(2)
                .forEach(cells -> lines.put(cells[1].strip(), new Line(cells[3].strip(), cells[5].strip())));
    }

    static ErrorsDocument read() {
        try {
            return new ErrorsDocument(Files.readString(Path.of(System.getProperty("ordo.home"), "docs/errors.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By what is wrong. */
    Map<String, Line> lines() {
        return lines;
    }
}
