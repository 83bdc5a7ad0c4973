package dev.ordo.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a stack keeps what.
 *
 * @param state the directory that holds all of it
 */
public record StackLayout(Path state) {
    /** Pids and ports of the running stack. */
    public Path record() {
        return state.resolve("stack.json");
    }

    /** Keys of the store. */
    public Path credentials() {
        return state.resolve("credentials");
    }

    /** One log for each process. */
    public Path logs() {
        return state.resolve("logs");
    }

    Path topics() {
        return state.resolve("kafka");
    }

    Path objects() {
        return state.resolve("s3");
    }

    Path scratch(String service) {
        return state.resolve("scratch").resolve(service);
    }

    /** The file that only one service at a time may hold locked: it has the processors. */
    Path permit() {
        return state.resolve("compute.permit");
    }

    /** The output of a supervisor that runs in the background. */
    public Path supervisorLog() {
        return logs().resolve("supervisor.log");
    }

    /** Throws away every topic, object and scratch file; keys, logs and outputs stay. */
    public void clear() {
        List.of(topics(), objects(), state.resolve("scratch")).forEach(StackLayout::delete);
    }

    /** Nothing runs here any more. */
    void forget() {
        delete(record());
    }

    private static void delete(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> found = Files.walk(root)) {
            for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + root, e);
        }
    }
}
