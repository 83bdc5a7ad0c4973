package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeHeapTest {
    /** Small enough that glibc takes them from its heap instead of the system. */
    private static final int BYTES = 60_000;

    private static final int COUNT = 3_000;

    @Test
    void givesFreedMemoryBackThoughSomeOfItsNeighboursLiveOn() throws Exception {
        assumeTrue(NativeHeap.trim(), "this JVM cannot trim its native heap");
        List<ByteBuffer> kept = allocate();
        long freed = (long) BYTES * (COUNT - kept.size());
        long before = residentBytes();

        NativeHeap.trim();

        assertThat(before - residentBytes()).isGreaterThan(freed / 2);
        assertThat(kept).allMatch(ByteBuffer::isDirect);
    }

    /** Allocates and frees, but for one in fifty. */
    private static List<ByteBuffer> allocate() throws InterruptedException {
        List<ByteBuffer> kept = new ArrayList<>();
        List<ByteBuffer> all = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            all.add(ByteBuffer.allocateDirect(BYTES));
            if (i % 50 == 0) {
                kept.add(all.get(i));
            }
        }
        all.clear();
        System.gc();
        for (int wait = 0; wait < 100 && directBytes() > 2L * BYTES * kept.size(); wait++) {
            Thread.sleep(50);
        }
        return kept;
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
