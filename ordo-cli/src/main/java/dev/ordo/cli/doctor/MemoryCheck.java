package dev.ordo.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A stack with the demo's model takes some 2.5 GiB; a larger model needs its own size several times on top.
 *
 * @param available what programs may still take, bytes
 * @param stackIsUp whether the stack has taken its share already
 */
record MemoryCheck(long available, boolean stackIsUp) implements Check {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final String FIELD = "MemAvailable:";

    static MemoryCheck ofThisMachine(boolean stackIsUp) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long limit = system.getTotalMemorySize(); // The container's, where there is one.
        return new MemoryCheck(Math.min(limit, available(system.getFreeMemorySize())), stackIsUp);
    }

    @Override
    public List<Finding> look() {
        long enough = stackIsUp ? Sizes.GIB : 4 * Sizes.GIB;
        long least = stackIsUp ? Sizes.GIB / 4 : 2 * Sizes.GIB;
        String what = Sizes.gib(available) + " available";
        String mend = "end other programs; a stage that needs more than there is says so before it starts";
        if (available >= enough) {
            return List.of(Finding.ok("memory", what));
        }
        return List.of(
                available >= least
                        ? Finding.warn("memory", what + ", better " + Sizes.gib(enough), mend)
                        : Finding.fail("memory", what + ", expected at least " + Sizes.gib(least), mend));
    }

    private static long available(long otherwise) {
        try {
            return Files.readAllLines(MEMINFO).stream()
                    .filter(line -> line.startsWith(FIELD))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }
}
