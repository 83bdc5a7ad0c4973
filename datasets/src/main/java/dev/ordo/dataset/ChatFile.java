package dev.ordo.dataset;

import java.nio.file.Path;

/**
 * A file of JSON lines, each {@code {"messages": [{"role": "system|user|assistant", "content": "..."}]}} or
 * {@code {"text": "..."}}. Blank lines are passed over; fields beside these are, too, but not within a message.
 */
public final class ChatFile {
    /** A line may have 16 MiB: far beyond any model's context, and still safe to hold. */
    static final int LONGEST_LINE = 16 << 20;

    /** Told of each record, and of the line it stands on, counted from 1. */
    @FunctionalInterface
    public interface Visitor {
        void record(int line, String json, ChatRecord found);
    }

    private final Path file;

    public ChatFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the whole file.
     *
     * @throws InvalidDataException naming the file, the line, and what was expected there
     */
    public void forEach(Visitor visitor) {
        int[] records = {0};
        new Utf8Lines(file, LONGEST_LINE).forEach((number, line) -> {
            if (!line.isBlank()) {
                visitor.record(number, line, ChatLineParser.parse(new JsonLine(file, number, line)));
                records[0]++;
            }
        });
        if (records[0] == 0) {
            throw new InvalidDataException(file, "holds no record");
        }
    }
}
