package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.stage.StageWork;
import dev.ordo.stage.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredResumePointsTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final MemoryArtifacts artifacts = new MemoryArtifacts();
    private final Cancellation cancellation = new Cancellation();
    private final AtomicLong tokens = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final Progress progress = new TokenCount(
            new LendingProgress(
                    new ThrottledProgress(Samples.EXECUTION, new MemoryOutbox(), cancellation, nanos::get), null),
            Samples.DISTILL,
            tokens::addAndGet);

    @Test
    void isDueWhenTheIntervalIsOverAndAgainAfterAnother() {
        StoredResumePoints points = points(INTERVAL);
        assertThat(points.due()).isFalse();

        nanos.addAndGet(INTERVAL.toNanos());
        assertThat(points.due()).isTrue();

        save(points, 5, "five");
        assertThat(points.due()).isFalse();
    }

    @Test
    void isDueWhenTheWorkIsAboutToBeHandedOverAndNotWhenNobodyWantsIt() {
        StoredResumePoints points = points(Duration.ZERO);
        nanos.addAndGet(INTERVAL.toNanos());
        assertThat(points.due()).isFalse();

        cancellation.cancel(StopReason.HAND_OVER);
        assertThat(points.due()).isTrue();

        cancellation.cancel(StopReason.LEASE_LOST);
        assertThat(points.due()).isFalse();
    }

    @Test
    void anotherExecutionGoesOnFromWhatWasSavedLast() {
        StoredResumePoints points = points(INTERVAL);
        save(points, 5, "five");
        save(points, 6, "six");

        assertThat(points(INTERVAL).latest())
                .hasValueSatisfying(found -> assertThat(found.resolve("point")).hasContent("six"));
    }

    @Test
    void isNotGivenThePointOfAnotherRecipe() {
        save(points(INTERVAL), 5, "five");
        StageWork other = new StageWork(
                new DistillRecipe(
                        1L, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                        null, null, null, null, null, null),
                Samples.DISTILL.arm(),
                Samples.NOVEL,
                Samples.TEACHER,
                1L);

        assertThat(points(INTERVAL, other).latest()).isEmpty();
    }

    @Test
    void tokensAreCountedByTheExecutionThatSawThem() {
        save(points(INTERVAL), 5, "five");

        points(INTERVAL).latest();
        progress.report(6, 16, "step");

        assertThat(tokens).hasValue(8 * 256);
    }

    @Test
    void aStoreThatIsAwayIsNoFailure() {
        StoredResumePoints points = points(INTERVAL);
        save(points, 5, "five");
        artifacts.whenSaving = saving -> {
            throw new RetryableException(ErrorCode.STORE_UNAVAILABLE, "away");
        };

        save(points, 6, "six");

        assertThat(points(INTERVAL).latest())
                .hasValueSatisfying(found -> assertThat(found.resolve("point")).hasContent("five"));
    }

    @Test
    void savesInPeaceWhileAHandOverWaits() {
        artifacts.whenSaving = saving -> {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            saving.heed();
        };
        cancellation.cancel(StopReason.HAND_OVER);
        Thread.currentThread().interrupt();

        save(points(INTERVAL), 5, "five");

        assertThat(artifacts.resume.done()).isEqualTo(5);
    }

    @Test
    void savesOnceMoreWhatAHandOverInterrupted() {
        artifacts.whenSaving = saving -> {
            if (!cancellation.isCancelled()) {
                cancellation.cancel(StopReason.HAND_OVER);
                Thread.currentThread().interrupt();
                throw new RetryableException(ErrorCode.STORE_UNAVAILABLE, "interrupted");
            }
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        };

        save(points(INTERVAL), 5, "five");

        assertThat(artifacts.resume.done()).isEqualTo(5);
    }

    @Test
    void stopsSavingWhatNobodyWants() {
        artifacts.whenSaving = saving -> {
            cancellation.cancel(StopReason.UNWANTED);
            saving.heed();
        };

        assertThatThrownBy(() -> save(points(INTERVAL), 5, "five")).isInstanceOf(WorkDroppedException.class);
    }

    @Test
    void leavesNothingOnTheDiskAfterSaving() {
        save(points(INTERVAL), 5, "five");

        assertThat(folder.resolve("resume")).doesNotExist();
    }

    private StoredResumePoints points(Duration interval) {
        return points(interval, Samples.DISTILL);
    }

    private StoredResumePoints points(Duration interval, StageWork work) {
        return new StoredResumePoints(
                artifacts, Samples.delivery(work), folder.resolve("resume"), progress, interval, nanos::get);
    }

    private static void save(StoredResumePoints points, long done, String content) {
        points.save(done, "step", directory -> {
            try {
                Files.writeString(directory.resolve("point"), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
