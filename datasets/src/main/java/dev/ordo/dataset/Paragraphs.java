package dev.ordo.dataset;

import java.nio.file.Path;
import java.util.function.BiConsumer;

/** The paragraphs of a text: what blank lines part, or, in a text that has none between its lines, the lines. */
final class Paragraphs {
    private final Path file;
    private final boolean parted;

    private Paragraphs(Path file, boolean parted) {
        this.file = file;
        this.parted = parted;
    }

    static Paragraphs of(Path file) {
        boolean[] seen = new boolean[3];
        new Utf8Lines(file, Integer.MAX_VALUE).forEach((number, line) -> {
            boolean blank = line.isBlank();
            seen[2] |= seen[1] && !blank;
            seen[1] |= seen[0] && blank;
            seen[0] |= !blank;
        });
        return new Paragraphs(file, seen[2]);
    }

    /** Gives each paragraph, and what parts it from the next. */
    void forEach(BiConsumer<String, String> visitor) {
        StringBuilder paragraph = new StringBuilder();
        new Utf8Lines(file, Integer.MAX_VALUE).forEach((number, line) -> {
            if (!line.isBlank()) {
                paragraph.append(paragraph.isEmpty() ? "" : "\n").append(line);
            }
            if (!paragraph.isEmpty() && (line.isBlank() || !parted)) {
                visitor.accept(paragraph.toString(), parted ? "\n\n" : "\n");
                paragraph.setLength(0);
            }
        });
        if (!paragraph.isEmpty()) {
            visitor.accept(paragraph.toString(), "\n");
        }
    }
}
