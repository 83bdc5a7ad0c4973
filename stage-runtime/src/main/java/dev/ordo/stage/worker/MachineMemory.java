package dev.ordo.stage.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What work may have of the machine's memory: what Linux would give away without swapping, within the limits of the control
 * groups this process is in (versions 1 and 2), and what the process holds from earlier work, which the next uses again.
 *
 * <p>Where none of that can be read, as on other systems, there is no limit that we know of.
 */
final class MachineMemory {
    private static final long KIB = 1024;

    private final Path proc;
    private final Path groups;
    private final long idle;

    /**
     * Made before any work is done: what the process holds then, it holds for itself.
     *
     * @param proc the file system that describes the machine, {@code /proc}
     * @param groups where control groups are mounted, {@code /sys/fs/cgroup}
     */
    MachineMemory(Path proc, Path groups) {
        this.proc = proc;
        this.groups = groups;
        this.idle = held();
    }

    static MachineMemory here() {
        return new MachineMemory(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** Bytes that work may take; {@link Long#MAX_VALUE} where nothing limits it. */
    long available() {
        long free = field(proc.resolve("meminfo"), "MemAvailable:", KIB).orElse(Long.MAX_VALUE);
        List<Path> places = places();
        for (Path place : places) {
            free = Math.min(free, free(place, "memory.max", "memory.current", "inactive_file "));
            free = Math.min(
                    free, free(place, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file "));
        }
        long left = Math.max(0, held() - idle);
        return free > Long.MAX_VALUE - left ? Long.MAX_VALUE : free + left;
    }

    private long held() {
        return field(proc.resolve("self/status"), "RssAnon:", KIB).orElse(0);
    }

    /** A group's limit less what is in use, where files that can be dropped do not count. */
    private static long free(Path group, String limit, String usage, String droppable) {
        OptionalLong most = number(group.resolve(limit));
        OptionalLong used = number(group.resolve(usage));
        if (most.isEmpty() || used.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long cached = field(group.resolve("memory.stat"), droppable, 1).orElse(0);
        return Math.max(0, most.getAsLong() - Math.max(0, used.getAsLong() - cached));
    }

    /** Directories of the groups of this process and of those around them. */
    private List<Path> places() {
        return lines(proc.resolve("self/cgroup"))
                .map(line -> line.split(":", 3))
                .filter(parts -> parts.length == 3)
                .filter(parts ->
                        parts[1].isEmpty() || List.of(parts[1].split(",")).contains("memory"))
                .flatMap(parts -> within(parts[1].isEmpty() ? groups : groups.resolve("memory"), parts[2]))
                .toList();
    }

    /** A container may see its own group as the root, whatever path it is told. */
    private static Stream<Path> within(Path root, String path) {
        Path group = root.resolve(path.replaceFirst("^/+", "")).normalize();
        return Stream.iterate(group, each -> each != null && each.startsWith(root), Path::getParent);
    }

    private static OptionalLong number(Path file) {
        return lines(file)
                .map(String::trim)
                .filter(text -> text.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static OptionalLong field(Path file, String name, long unit) {
        return lines(file)
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("\\D", ""))
                .filter(digits -> digits.matches("\\d{1,15}"))
                .mapToLong(digits -> Long.parseLong(digits) * unit)
                .findFirst();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
