package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoriesTest {
    @TempDir
    Path scratch;

    @Test
    void removesAnExecutionsFilesWhenItIsOver() throws IOException {
        try (WorkDirectories directories = new WorkDirectories(scratch)) {
            WorkDirectory directory = directories.open("e1");
            Files.createDirectories(directory.path().resolve("output"));
            Files.writeString(directory.path().resolve("output/x"), "x");

            directory.close();

            assertThat(directory.path()).doesNotExist();
        }
    }

    @Test
    void sweepsAwayWhatADeadWorkerLeftBehind() throws IOException {
        Path dead = Files.createDirectories(scratch.resolve("work/dead/e1"));
        Files.writeString(dead.resolve("x"), "x");

        try (WorkDirectories directories = new WorkDirectories(scratch)) {
            assertThat(scratch.resolve("work/dead")).doesNotExist();
            assertThat(directories.open("e2").path()).isDirectory();
        }
    }

    @Test
    void leavesALivingWorkersFilesAlone() {
        try (WorkDirectories living = new WorkDirectories(scratch)) {
            Path path = living.open("e1").path();

            try (WorkDirectories second = new WorkDirectories(scratch)) {
                assertThat(path).isDirectory();
                assertThat(second.open("e1").path()).isNotEqualTo(path);
            }
            assertThat(path).isDirectory();
        }
    }

    @Test
    void leavesNothingWhenTheWorkerStops() {
        new WorkDirectories(scratch).close();

        assertThat(scratch.resolve("work")).isEmptyDirectory();
    }
}
