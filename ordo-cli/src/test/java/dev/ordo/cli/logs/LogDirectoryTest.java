package dev.ordo.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDirectoryTest {
    @TempDir
    private Path logs;

    @Test
    void mergesAllLogsByTime() throws IOException {
        write("pruner-svc.log", "2026-11-24 09:00:02,000 b\n");
        write("orchestrator.log", "2026-11-24 09:00:01,000 a\n2026-11-24 09:00:03,000 c\n");
        write("notes.txt", "2026-11-24 09:00:04,000 no log\n");

        assertThat(new LogDirectory(logs).all())
                .extracting(LogEntry::shown)
                .containsExactly(
                        "orchestrator  2026-11-24 09:00:01,000 a",
                        "pruner-svc    2026-11-24 09:00:02,000 b",
                        "orchestrator  2026-11-24 09:00:03,000 c");
    }

    @Test
    void tellsWhatHasComeSinceTheLastLook() throws IOException {
        LogDirectory directory = new LogDirectory(logs);
        write("orchestrator.log", "2026-11-24 09:00:01,000 a\n");
        directory.all();
        write("pruner-svc.log", "2026-11-24 09:00:02,000 b\n");

        directory.news();

        assertThat(directory.news()).extracting(LogEntry::service).containsExactly("pruner-svc");
    }

    @Test
    void putsTheServiceBeforeEveryLineOfAnEntry() throws IOException {
        write("s3.log", "2026-11-24 09:00:01,000 a\n\tat b\n");

        assertThat(new LogDirectory(logs).all())
                .extracting(LogEntry::shown)
                .containsExactly("s3            2026-11-24 09:00:01,000 a\ns3            \tat b");
    }

    @Test
    void isEmptyWhereNoStackHasRun() {
        assertThat(new LogDirectory(logs.resolve("none")).all()).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(logs.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
