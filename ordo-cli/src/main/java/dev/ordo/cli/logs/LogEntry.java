package dev.ordo.cli.logs;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * One entry of a log.
 *
 * @param time when it was written, by the machine's clock
 * @param service who wrote it
 * @param text the whole entry, its time included; a stack trace makes it several lines
 */
public record LogEntry(LocalDateTime time, String service, String text) {
    private static final String PATTERN = "yyyy-MM-dd HH:mm:ss,SSS";
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(PATTERN);

    /** The time that a line begins with; empty if the line goes on with the entry before. */
    static Optional<LocalDateTime> timeOf(String line) {
        if (line.length() < PATTERN.length() || !Character.isDigit(line.charAt(0))) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(line.substring(0, PATTERN.length()), FORMAT));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The entry with its service's name before each line. */
    public String shown() {
        String name = String.format("%-13s ", service);
        return name + text.replace("\n", "\n" + name);
    }
}
