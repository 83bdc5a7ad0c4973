package dev.ordo.stage.worker;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.RetryableException;
import dev.ordo.stage.Requirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what work is going to take with what this machine has, before anything big is fetched or loaded. Refuses what
 * would not fit, for another machine or another hour, and names both numbers.
 */
public final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);
    private static final double GIB = 1L << 30;

    private final PreflightSettings settings;
    private final LongSupplier memory;
    private final LongSupplier heap;
    private final LongSupplier disk;

    /**
     * @param memory what work may take in this process, in bytes
     * @param heap limit of the Java heap, in bytes
     * @param disk what the scratch directory's file system has free, in bytes
     */
    Preflight(PreflightSettings settings, LongSupplier memory, LongSupplier heap, LongSupplier disk) {
        this.settings = settings;
        this.memory = memory;
        this.heap = heap;
        this.disk = disk;
    }

    /** Of the machine we are on. */
    public static Preflight here(PreflightSettings settings, Path scratch) {
        MachineMemory memory = MachineMemory.here();
        return new Preflight(
                settings, memory::available, () -> Runtime.getRuntime().maxMemory(), () -> usable(scratch));
    }

    /**
     * Says what the work takes, and whether this machine has it.
     *
     * @param work its name, as {@code distill}
     * @throws RetryableException with {@code INSUFFICIENT_MEMORY} or {@code INSUFFICIENT_DISK} if it has not
     */
    void check(String work, Requirements needs) {
        if (needs.equals(Requirements.UNKNOWN)) {
            return;
        }
        LOG.info("{} needs at most {}", work, sentence(needs));
        long reserve = settings.memoryReserve();
        memory(work + " needs " + parts("host memory", needs.host()), total(needs.host()), memory, reserve);
        memory(work + " needs " + gib(needs.heap()) + " GiB of Java heap", needs.heap(), heap, 0);
        needs.deviceFree()
                .ifPresent(free -> memory(
                        work + " needs " + parts("device memory", needs.device()),
                        total(needs.device()),
                        () -> free,
                        reserve));
        compare(
                ErrorCode.INSUFFICIENT_DISK,
                work + " needs " + parts("disk", needs.disk()),
                total(needs.disk()),
                disk,
                settings.diskReserve());
    }

    private void memory(String claim, long needed, LongSupplier available, long reserve) {
        compare(ErrorCode.INSUFFICIENT_MEMORY, claim, needed, available, reserve);
    }

    private void compare(ErrorCode code, String claim, long needed, LongSupplier available, long reserve) {
        long here = Math.max(0, available.getAsLong() - reserve);
        if (needed <= here) {
            return;
        }
        String message = claim + ", but " + gib(here) + " GiB are available here";
        if (settings.refuse()) {
            throw new RetryableException(code, message);
        }
        LOG.warn("{}; it is tried all the same", message);
    }

    private static String sentence(Requirements needs) {
        String device = needs.device().isEmpty() ? "" : ", " + parts("device memory", needs.device());
        return parts("host memory", needs.host()) + device + ", " + parts("disk", needs.disk());
    }

    /** As {@code 4.2 GiB of host memory (weights 0.5, gradients 0.5)}. */
    private static String parts(String what, Map<String, Long> parts) {
        String list = parts.entrySet().stream()
                .map(part -> part.getKey() + " " + gib(part.getValue()))
                .collect(Collectors.joining(", "));
        return gib(total(parts)) + " GiB of " + what + (list.isEmpty() ? "" : " (" + list + ")");
    }

    private static long total(Map<String, Long> parts) {
        return Requirements.total(parts);
    }

    /** One decimal where that says something, else two. */
    private static String gib(long bytes) {
        return String.format(Locale.ROOT, bytes >= GIB / 10 ? "%.1f" : "%.2f", bytes / GIB);
    }

    private static long usable(Path scratch) {
        try {
            return Files.getFileStore(WorkDirectory.create(scratch)).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell how much room " + scratch + " has", e);
        }
    }
}
