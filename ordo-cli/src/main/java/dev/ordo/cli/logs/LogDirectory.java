package dev.ordo.cli.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All logs of a stack, as one. */
public final class LogDirectory {
    private final Path directory;
    private final Map<Path, LogFile> files = new LinkedHashMap<>();

    public LogDirectory(Path directory) {
        this.directory = directory;
    }

    /** Everything that there is by now, in order of time. */
    public List<LogEntry> all() {
        List<LogEntry> entries = news();
        entries.addAll(news()); // The last entry of each file.
        entries.sort(Comparator.comparing(LogEntry::time));
        return entries;
    }

    /** What was written since the last look, in order of time. Asked often enough, entries of several services keep their order. */
    public List<LogEntry> news() {
        List<LogEntry> entries = new ArrayList<>();
        for (Path each : logs()) {
            entries.addAll(files.computeIfAbsent(each, LogFile::new).look());
        }
        entries.sort(Comparator.comparing(LogEntry::time));
        return entries;
    }

    private List<Path> logs() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(directory)) {
            return found.filter(each -> each.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }
}
