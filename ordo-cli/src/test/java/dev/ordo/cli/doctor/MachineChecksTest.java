package dev.ordo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.cli.doctor.Finding.Level;
import dev.ordo.cli.stack.DjlCache;
import java.io.IOException;
import java.lang.Runtime.Version;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor says of the machine itself. */
class MachineChecksTest {
    private static final long MIB = 1L << 20;

    @TempDir
    private Path directory;

    @Test
    void refusesAnOldJava() {
        assertThat(one(new JavaCheck(Version.parse("17.0.9"))).level()).isEqualTo(Level.OK);

        Finding old = one(new JavaCheck(Version.parse("11.0.2")));

        assertThat(old.level()).isEqualTo(Level.FAIL);
        assertThat(old.what()).startsWith("Java 11.0.2").endsWith("expected 17 or newer");
        assertThat(old.mend()).contains("JAVA_HOME");
    }

    @ParameterizedTest
    @CsvSource({"4, amd64, OK", "1, amd64, WARN", "8, aarch64, FAIL"})
    void wantsTwoCoresOfTheKindThatPyTorchIsBuiltFor(int cores, String architecture, Level level) {
        assertThat(one(new ProcessorCheck(cores, architecture)).level()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"8192, false, OK", "3000, false, WARN", "1500, false, FAIL", "1500, true, OK", "100, true, FAIL"})
    void wantsLessMemoryOfAMachineOnWhichTheStackRunsAlready(long mebibytes, boolean up, Level level) {
        assertThat(one(new MemoryCheck(mebibytes * MIB, up)).level()).isEqualTo(level);
    }

    @Test
    void namesTheMemoryThatThereIsAndThatWasExpected() {
        assertThat(one(new MemoryCheck(512 * MIB, false)).what())
                .isEqualTo("0.5 GiB available, expected at least 2.0 GiB");
    }

    @Test
    void measuresTheDiskOfADirectoryThatDoesNotExistYet() {
        Finding finding = one(disk(directory.resolve("a/b")));

        assertThat(finding.level()).isNotEqualTo(Level.FAIL);
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"20000, OK", "2000, WARN", "100, FAIL"})
    void wantsRoomOnTheDisk(long mebibytes, Level level) {
        assertThat(disk(directory).judged(mebibytes * MIB).level()).isEqualTo(level);
    }

    @Test
    void failsWhereTheStateCannotBeWritten() {
        Finding finding = one(disk(Path.of("/proc/ordo")));

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.what()).startsWith("/proc/ordo cannot be written");
        assertThat(finding.mend()).contains("set ORDO_STATE");
    }

    @ParameterizedTest
    @CsvSource({"glibc 2.36, OK", "glibc 2.28, OK", "glibc 2.17, FAIL", "'', WARN"})
    void wantsTheCLibraryThatPyTorchWasBuiltFor(String version, Level level) {
        assertThat(one(new LibcCheck(version)).level()).isEqualTo(level);
    }

    @Test
    void failsWhereTheDjlCacheCannotBeWritten() {
        assertThat(one(new DjlCacheCheck(new DjlCache(directory))).level()).isEqualTo(Level.OK);
        assertThat(one(new DjlCacheCheck(new DjlCache(Path.of("/proc/djl")))).mend())
                .contains("DJL_CACHE_DIR");
    }

    @Test
    void saysWhoHoldsAPortThatSomebodyWants() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding finding = one(new PortCheck(Map.of("kafka", socket.getLocalPort()), Optional.empty()));

            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.what())
                    .startsWith(socket.getLocalPort() + " for kafka is taken by process "
                            + ProcessHandle.current().pid());
        }
    }

    @Test
    void findsAPortFreeThatNobodyHolds() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(one(new PortCheck(Map.of("kafka", port), Optional.empty())).level())
                .isEqualTo(Level.OK);
    }

    private DiskCheck disk(Path where) {
        return new DiskCheck("disk of the state", where, "set ORDO_STATE to a directory elsewhere");
    }

    private static Finding one(Check check) {
        assertThat(check.look()).hasSize(1);
        return check.look().get(0);
    }
}
