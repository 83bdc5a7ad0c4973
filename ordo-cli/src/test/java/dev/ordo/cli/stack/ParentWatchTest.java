package dev.ordo.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentWatchTest {
    @TempDir
    private Path directory;

    private Process parent;
    private Process sibling;
    private Process watched;

    /** A server that does nothing but watch. */
    static final class Watched {
        public static void main(String[] args) throws InterruptedException {
            ParentWatch.start();
            System.out.println("watching");
            Thread.currentThread().join();
        }
    }

    @BeforeEach
    void start() throws IOException {
        parent = new ProcessBuilder("sleep", "60").start();
        sibling = new ProcessBuilder("sleep", "60").start();
        Path record = directory.resolve("stack.json");
        var gone = new StackRecord.Entry(parent.pid(), 0, 0);
        new StackRecord(gone, true, Map.of("sibling", StackRecord.Entry.of(sibling.toHandle(), 0))).write(record);
        watched = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + ParentWatch.PARENT_PROPERTY + "=" + parent.pid(),
                        "-D" + ParentWatch.RECORD_PROPERTY + "=" + record,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Watched.class.getName())
                .start();
        assertThat(watched.inputReader().readLine()).isEqualTo("watching");
    }

    @AfterEach
    void stop() {
        parent.destroyForcibly();
        sibling.destroyForcibly();
        watched.destroyForcibly();
    }

    @Test
    void endsItselfAndItsSiblingsWhenItsParentIsKilled() throws InterruptedException {
        parent.destroyForcibly();
        assertThat(watched.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(sibling.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void goesOnWhileItsParentLives() throws InterruptedException {
        assertThat(watched.waitFor(1500, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(sibling.isAlive()).isTrue();
    }
}
