package dev.ordo.cli.stack;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code stack.json} says about a running stack: who supervises it, and which processes it is made of.
 *
 * @param supervisor the process that watches the others
 * @param ready whether every process has said that it is ready
 * @param processes the parts by name, in the order of their start
 */
public record StackRecord(Entry supervisor, boolean ready, Map<String, Entry> processes) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * One process. A pid alone may have been given to another process since, so its start is kept too.
     *
     * @param pid its process id
     * @param startMillis when the operating system says it started, milliseconds since 1970; 0 if unknown
     * @param port the port it serves, 0 if none
     */
    public record Entry(long pid, long startMillis, int port) {
        static Entry of(ProcessHandle handle, int port) {
            return new Entry(handle.pid(), startMillis(handle), port);
        }

        /** The process, if it is alive and still the same one. */
        public Optional<ProcessHandle> alive() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(h -> startMillis(h) == startMillis);
        }

        private static long startMillis(ProcessHandle handle) {
            return handle.info()
                    .startInstant()
                    .map(java.time.Instant::toEpochMilli)
                    .orElse(0L);
        }
    }

    public StackRecord {
        processes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(processes));
    }

    /** The record in a file; empty if there is none, or if it was cut off while it was written. */
    public static Optional<StackRecord> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), StackRecord.class));
        } catch (NoSuchFileException | com.fasterxml.jackson.core.JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Replaces the file in one step, so that no reader sees half of it. */
    void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, JSON.writeValueAsBytes(this));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
