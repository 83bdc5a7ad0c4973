package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    @TempDir
    Path root;

    @BeforeEach
    void describeAMachineWithAThousandMebibytes() throws IOException {
        write("proc/meminfo", "MemTotal: 9999999 kB\nMemFree: 5 kB\nMemAvailable: 1024000 kB\n");
    }

    @Test
    void countsWhatLinuxWouldGiveAway() {
        assertThat(available()).isEqualTo(1000 * MIB);
    }

    @Test
    void addsWhatEarlierWorkLeftInTheProcess() throws IOException {
        write("proc/self/status", "Name: java\nVmRSS: 999999 kB\nRssAnon: 2048 kB\n");
        MachineMemory memory = memory();
        assertThat(memory.available()).isEqualTo(1000 * MIB);

        write("proc/self/status", "Name: java\nVmRSS: 999999 kB\nRssAnon: 5120 kB\n");

        assertThat(memory.available()).isEqualTo(1003 * MIB);
    }

    @Test
    void keepsToTheLimitOfAControlGroupOfVersion2() throws IOException {
        write("proc/self/cgroup", "0::/pods/one\n");
        write("groups/pods/one/memory.max", "524288000\n");
        write("groups/pods/one/memory.current", "104857600\n");
        write("groups/pods/one/memory.stat", "anon 1\ninactive_file 10485760\n");

        assertThat(available()).isEqualTo(410 * MIB);
    }

    @Test
    void keepsToTheLimitOfAGroupAroundItsOwn() throws IOException {
        write("proc/self/cgroup", "0::/pods/one\n");
        write("groups/pods/one/memory.max", "max\n");
        write("groups/pods/one/memory.current", "1\n");
        write("groups/pods/memory.max", "104857600\n");
        write("groups/pods/memory.current", "0\n");

        assertThat(available()).isEqualTo(100 * MIB);
    }

    @Test
    void seesItsOwnGroupAsTheRootInsideAContainer() throws IOException {
        write("proc/self/cgroup", "0::/kubepods/pod/container\n");
        write("groups/memory.max", "209715200\n");
        write("groups/memory.current", "0\n");

        assertThat(available()).isEqualTo(200 * MIB);
    }

    @Test
    void keepsToTheLimitOfAControlGroupOfVersion1() throws IOException {
        write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/jobs\n3:cpuset:/\n");
        write("groups/memory/jobs/memory.limit_in_bytes", "314572800\n");
        write("groups/memory/jobs/memory.usage_in_bytes", "209715200\n");
        write("groups/memory/jobs/memory.stat", "cache 5\ntotal_inactive_file 104857600\n");

        assertThat(available()).isEqualTo(200 * MIB);
    }

    @Test
    void takesTheLargestNumberOfVersion1ForNoLimit() throws IOException {
        write("proc/self/cgroup", "4:memory:/\n");
        write("groups/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("groups/memory/memory.usage_in_bytes", "209715200\n");

        assertThat(available()).isEqualTo(1000 * MIB);
    }

    @Test
    void givesNothingWhereAGroupIsOverItsLimit() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("groups/memory.max", "1000\n");
        write("groups/memory.current", "2000\n");

        assertThat(available()).isZero();
    }

    @Test
    void knowsNoLimitWhereTheMachineDoesNotTell() {
        assertThat(new MachineMemory(root.resolve("none"), root.resolve("none")).available())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void findsThisMachinesMemory() {
        assertThat(MachineMemory.here().available()).isPositive();
    }

    private long available() {
        return memory().available();
    }

    private MachineMemory memory() {
        return new MachineMemory(root.resolve("proc"), root.resolve("groups"));
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
