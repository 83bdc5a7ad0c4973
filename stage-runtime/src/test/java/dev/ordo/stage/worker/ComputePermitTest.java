package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComputePermitTest {
    @TempDir
    Path temp;

    @Test
    void isThereAtOnceWhereNoFileIsNamed() {
        ComputePermit permit = new ComputePermit(Optional.empty());

        try (ComputePermit.Held first = permit.acquire();
                ComputePermit.Held second = permit.acquire()) {
            assertThat(first.waited()).isEqualTo(Duration.ZERO);
            assertThat(second.waited()).isEqualTo(Duration.ZERO);
        }
    }

    @Test
    void letsASecondThreadWaitUntilTheFirstGivesItBack() throws Exception {
        ComputePermit.Held first = permit().acquire();
        CompletableFuture<ComputePermit.Held> second = CompletableFuture.supplyAsync(() -> permit().acquire());
        assertThatThrownBy(() -> second.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        first.close();

        try (ComputePermit.Held held = second.get(10, TimeUnit.SECONDS)) {
            assertThat(held.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        }
    }

    @Test
    void isGivenBackOnceHoweverOftenItIsClosed() throws Exception {
        ComputePermit.Held first = permit().acquire();
        first.close();
        first.close();

        ComputePermit.Held second = permit().acquire();
        CompletableFuture<ComputePermit.Held> third = CompletableFuture.supplyAsync(() -> permit().acquire());
        assertThatThrownBy(() -> third.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        second.close();
        third.get(10, TimeUnit.SECONDS).close();
    }

    @Test
    void comesBackFromAProcessThatDies() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PermitHolder.class.getName(),
                        temp.resolve("permit").toString())
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            CompletableFuture<ComputePermit.Held> ours = CompletableFuture.supplyAsync(() -> permit().acquire());
            assertThatThrownBy(() -> ours.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            other.destroyForcibly();

            ours.get(10, TimeUnit.SECONDS).close();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void letsAWaitingThreadBeStopped() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (ComputePermit.Held held = permit().acquire()) {
            Thread waiting = new Thread(() -> permit().acquire());
            waiting.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
            waiting.start();

            waiting.interrupt();

            waiting.join(10_000);
            assertThat(held.waited()).isNotNull();
        }
        assertThat(thrown.get()).isInstanceOf(WorkDroppedException.class);
        permit().acquire().close();
    }

    @Test
    void isLentToOthersWhileItsHolderIsAway() {
        AtomicReference<Duration> waited = new AtomicReference<>();
        try (ComputePermit.Held held = permit().acquire()) {
            String found = new LendingProgress((done, total, unit) -> {}, held).away(() -> {
                try (ComputePermit.Held other = permit().acquire()) {
                    waited.set(other.waited());
                }
                return "found";
            });

            assertThat(found).isEqualTo("found");
            assertThat(waited.get()).isLessThan(Duration.ofSeconds(5));
            assertIsHeld();
        }
        permit().acquire().close();
    }

    @Test
    void tellsThatItsHolderIsAliveWhileItIsWaitedForAgain() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (ComputePermit.Held held = permit().acquire()) {
            LendingProgress progress =
                    new LendingProgress((done, total, unit) -> told.add(done + " of " + total + " " + unit), held);
            CompletableFuture<ComputePermit.Held> other = CompletableFuture.supplyAsync(() -> permit().acquire());

            progress.away(() -> {
                progress.report(3, 8, "judgement");
                CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS)
                        .execute(() -> other.join().close());
                return other.join();
            });
        }

        assertThat(told).hasSizeGreaterThanOrEqualTo(3).containsOnly("3 of 8 judgement");
    }

    @Test
    void isLeftToOthersByWorkThatIsStoppedWhileItWaits() {
        ComputePermit.Held held = permit().acquire();
        held.close();

        assertThatThrownBy(() -> held.takeBack(() -> {
                    throw new WorkDroppedException("cancelled", null);
                }))
                .hasMessage("cancelled");

        permit().acquire().close();
    }

    private void assertIsHeld() {
        CompletableFuture<ComputePermit.Held> other = CompletableFuture.supplyAsync(() -> permit().acquire());
        assertThatThrownBy(() -> other.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        other.thenAccept(ComputePermit.Held::close);
    }

    private ComputePermit permit() {
        return new ComputePermit(Optional.of(temp.resolve("permit")));
    }
}
