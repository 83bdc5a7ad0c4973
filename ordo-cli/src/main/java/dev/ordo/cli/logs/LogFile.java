package dev.ordo.cli.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One service's log, read as it grows. An entry is handed out when the next one has begun, or when the file has not grown
 * since the last look: more of its lines might come. A file that has become shorter has been begun anew.
 */
final class LogFile {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final String service;
    private final ByteArrayOutputStream unfinishedLine = new ByteArrayOutputStream();
    private final StringBuilder text = new StringBuilder();
    private LocalDateTime time;
    private long position;

    LogFile(Path file) {
        this.file = file;
        this.service = file.getFileName().toString().replaceFirst("\\.log$", "");
    }

    /** The entries that are complete since the last look. */
    List<LogEntry> look() {
        List<LogEntry> entries = new ArrayList<>();
        if (!grew(entries)) {
            finish(entries);
        }
        return entries;
    }

    private boolean grew(List<LogEntry> entries) {
        if (!Files.isReadable(file)) {
            return false;
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            if (open.length() < position) {
                position = 0;
                unfinishedLine.reset();
            }
            open.seek(position);
            byte[] buffer = new byte[BUFFER];
            boolean grew = false;
            for (int read = open.read(buffer); read > 0; read = open.read(buffer)) {
                position += read;
                grew = true;
                split(buffer, read, entries);
            }
            return grew;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private void split(byte[] bytes, int count, List<LogEntry> entries) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                line(unfinishedLine.toString(StandardCharsets.UTF_8), entries);
                unfinishedLine.reset();
            } else {
                unfinishedLine.write(bytes[i]);
            }
        }
    }

    private void line(String line, List<LogEntry> entries) {
        Optional<LocalDateTime> begins = LogEntry.timeOf(line);
        if (begins.isPresent()) {
            finish(entries);
            time = begins.get();
        }
        if (time != null) {
            text.append(text.isEmpty() ? "" : "\n").append(line);
        }
    }

    private void finish(List<LogEntry> entries) {
        if (!text.isEmpty()) {
            entries.add(new LogEntry(time, service, text.toString().stripTrailing()));
            text.setLength(0);
        }
    }
}
