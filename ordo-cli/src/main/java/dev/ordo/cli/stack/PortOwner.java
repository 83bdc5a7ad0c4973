package dev.ordo.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out which process listens on a port, as far as Linux tells: other users' processes keep it to themselves. */
public final class PortOwner {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENS = "0A";
    private static final int ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortOwner() {}

    /** Whether anybody accepts connections there. */
    public static boolean isTaken(int port) {
        return Probes.listens(port);
    }

    /** Who listens there, as {@code process 4711 (java)}; empty if it cannot be known. */
    public static Optional<String> of(int port) {
        Set<String> sockets = Stream.of("net/tcp", "net/tcp6")
                .flatMap(table -> lines(PROC.resolve(table)).stream())
                .map(line -> line.trim().split("\\s+"))
                .filter(fields -> fields.length > INODE && fields[STATE].equals(LISTENS))
                .filter(fields -> fields[ADDRESS].endsWith(String.format(Locale.ROOT, ":%04X", port)))
                .map(fields -> "socket:[" + fields[INODE] + "]")
                .collect(Collectors.toSet());
        return sockets.isEmpty() ? Optional.empty() : holder(sockets);
    }

    private static Optional<String> holder(Set<String> sockets) {
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process.pid(), sockets))
                .findFirst()
                .map(process -> "process " + process.pid() + " (" + name(process.pid()) + ")");
    }

    private static boolean holds(long pid, Set<String> sockets) {
        try (Stream<Path> files = Files.list(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
            return files.anyMatch(each -> sockets.contains(target(each)));
        } catch (IOException e) {
            return false; // It has ended, or is somebody else's.
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String name(long pid) {
        return lines(PROC.resolve(Long.toString(pid)).resolve("comm")).stream()
                .findFirst()
                .orElse("unknown");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
