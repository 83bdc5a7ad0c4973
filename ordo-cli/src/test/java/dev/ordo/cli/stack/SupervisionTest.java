package dev.ordo.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisionTest {
    private final List<String> progress = new CopyOnWriteArrayList<>();
    private final Supervisor supervisor = new Supervisor(progress::add, () -> {});

    @TempDir
    private Path logs;

    @AfterEach
    void close() {
        supervisor.close();
    }

    @Test
    void startsAProcessAgainThatWasKilled() {
        ChildProcess child = launch("sleeper", "exec sleep 60");
        supervisor.watch("sleeper");
        supervisor.startWatching();
        ProcessHandle first = child.handle().orElseThrow();

        first.destroyForcibly();

        await(() -> child.handle().filter(now -> now.pid() != first.pid()).isPresent());
        assertThat(progress).containsExactly("sleeper died with exit code 137; starting it again");
    }

    @Test
    void leavesAProcessDeadThatIsNotWatched() throws Exception {
        ChildProcess child = launch("mayfly", "exit 3");
        supervisor.startWatching();
        await(() -> !child.isAlive());
        Thread.sleep(300);
        assertThat(child.isAlive()).isFalse();
        assertThat(progress).isEmpty();
    }

    @Test
    void givesUpAProcessThatKeepsDyingAndShowsTheEndOfItsLog() {
        launch("broken", "echo no such model; exit 3");
        supervisor.watch("broken");
        supervisor.startWatching();

        await(() -> progress.stream().anyMatch(line -> line.startsWith("gave up")));

        assertThat(progress.get(progress.size() - 1)).contains("broken died with exit code 3", "no such model");
    }

    @Test
    void stopsEverythingItStarted() {
        ChildProcess one = launch("kafka", "exec sleep 60");
        ChildProcess two = launch("worker", "exec sleep 60");
        supervisor.close();
        assertThat(one.isAlive()).isFalse();
        assertThat(two.isAlive()).isFalse();
    }

    @Test
    void killsAProcessThatDoesNotHeedTheRequestToStop() {
        ChildProcess deaf = launch("deaf", "trap '' TERM; echo ready; while :; do sleep 0.1; done");
        await(() -> deaf.lastLines(1).equals(List.of("ready")));
        deaf.stop(Duration.ofMillis(200));
        assertThat(deaf.isAlive()).isFalse();
        assertThat(deaf.exitValue()).isEqualTo(137);
    }

    @Test
    void stopsWhatAnEarlierStackLeftBehind() {
        ChildProcess left = launch("left", "exec sleep 60");
        var entry = StackRecord.Entry.of(left.handle().orElseThrow(), 0);
        var gone = new StackRecord.Entry(entry.pid(), entry.startMillis() - 1, 0);
        StackRecord record = new StackRecord(gone, true, Map.of("left", entry, "gone", gone));

        int stopped = Leftovers.stopAll(record, ProcessHandle.current().pid());

        assertThat(stopped).isEqualTo(1);
        await(() -> !left.isAlive());
        assertThat(left.isAlive()).isFalse();
    }

    private ChildProcess launch(String name, String script) {
        ProcessSpec spec = new ProcessSpec(name, List.of("sh", "-c", script), Map.of(), 0, () -> true);
        return supervisor.launch(new ChildProcess(spec, logs));
    }

    private static void await(BooleanSupplier condition) {
        long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time until the condition holds").isLessThan(limit);
            Thread.onSpinWait();
        }
    }
}
