package dev.ordo.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    private static final String FIRST = "2026-11-24 09:44:30,786 INFO  [a.B] (t) first";
    private static final String SECOND = "2026-11-24 09:44:31,000 INFO  [a.B] (t) second";

    @TempDir
    private Path directory;

    private Path file;
    private LogFile log;

    @BeforeEach
    void open() {
        file = directory.resolve("pruner-svc.log");
        log = new LogFile(file);
    }

    @Test
    void readsTimeAndServiceOfEachEntry() throws IOException {
        write(FIRST + "\n" + SECOND + "\n");

        assertThat(log.look())
                .containsExactly(new LogEntry(LocalDateTime.parse("2026-11-24T09:44:30.786"), "pruner-svc", FIRST));
        assertThat(log.look()).extracting(LogEntry::text).containsExactly(SECOND);
    }

    @Test
    void keepsAStackTraceWithItsEntry() throws IOException {
        write(FIRST + "\njava.lang.IllegalStateException: odd\n\tat a.B.c(B.java:1)\n\n" + SECOND + "\n");

        assertThat(log.look())
                .extracting(LogEntry::text)
                .containsExactly(FIRST + "\njava.lang.IllegalStateException: odd\n\tat a.B.c(B.java:1)");
    }

    @Test
    void waitsForTheRestOfALine() throws IOException {
        write(FIRST.substring(0, 30));
        assertThat(log.look()).isEmpty();
        write(FIRST.substring(30) + "\n");
        assertThat(log.look()).isEmpty();

        assertThat(log.look()).extracting(LogEntry::text).containsExactly(FIRST);
    }

    @Test
    void beginsAnewWithAFileThatHasBeenBegunAnew() throws IOException {
        write(FIRST + "\n" + SECOND + "\n");
        log.look();
        log.look();
        Files.writeString(file, SECOND + "\n");

        log.look();

        assertThat(log.look()).extracting(LogEntry::text).containsExactly(SECOND);
    }

    @Test
    void findsNothingWhereThereIsNoFile() {
        assertThat(log.look()).isEmpty();
    }

    @Test
    void leavesOutWhatStandsBeforeTheFirstTime() throws IOException {
        write("Picked up JAVA_TOOL_OPTIONS\n" + FIRST + "\n" + SECOND + "\n");

        assertThat(log.look()).extracting(LogEntry::text).containsExactly(FIRST);
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
