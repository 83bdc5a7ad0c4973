package dev.ordo.stage.worker;

import dev.ordo.artifacts.ResumeIdentity;
import dev.ordo.artifacts.ResumePoint;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.stage.StageWork;
import dev.ordo.stage.Progress;
import dev.ordo.stage.ResumePoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One execution's {@link ResumePoints} in the store. On the local disk there is one point at a time. */
final class StoredResumePoints implements ResumePoints {
    private static final Logger LOG = LoggerFactory.getLogger(StoredResumePoints.class);

    private final Artifacts artifacts;
    private final Delivery delivery;
    private final ResumeIdentity identity;
    private final Path directory;
    private final Progress progress;
    private final long interval;
    private final LongSupplier nanoTime;
    private long last;

    /**
     * @param directory for this object alone; need not exist
     * @param interval between two points; zero or less for none but at a hand-over
     * @param nanoTime a clock as {@link System#nanoTime} is
     */
    StoredResumePoints(
            Artifacts artifacts,
            Delivery delivery,
            Path directory,
            Progress progress,
            Duration interval,
            LongSupplier nanoTime) {
        this.artifacts = artifacts;
        this.delivery = delivery;
        this.identity = ResumeIdentity.of(delivery.key(), delivery.checkpoint(), (StageWork) delivery.work());
        this.directory = directory;
        this.progress = progress;
        this.interval = interval.toNanos();
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong();
    }

    @Override
    public Optional<Path> latest() {
        Optional<ResumePoint> found = artifacts.findResume(identity, WorkDirectory.create(directory), progress);
        found.ifPresent(point -> {
            LOG.info("{} goes on from {} {}", delivery.execution(), point.unit(), point.done());
            progress.resumed(point.done(), point.unit());
        });
        last = nanoTime.getAsLong();
        return found.map(point -> directory);
    }

    @Override
    public boolean due() {
        return progress.isLeaving() || interval > 0 && nanoTime.getAsLong() - last >= interval;
    }

    /** Where it is a hand-over that interrupts saving, this saves once more: it is for this that the hand-over waits. */
    @Override
    public void save(long done, String unit, Consumer<Path> writer) {
        boolean wasLeaving = progress.isLeaving();
        boolean saved = attempt(done, unit, writer);
        if (!saved && !wasLeaving && progress.isLeaving()) {
            attempt(done, unit, writer);
        }
    }

    private boolean attempt(long done, String unit, Consumer<Path> writer) {
        if (progress.isLeaving()) {
            Thread.interrupted(); // It was the cancelling that interrupted; the upload must not fail of it.
        }
        try {
            WorkDirectory.delete(WorkDirectory.create(directory));
            writer.accept(WorkDirectory.create(directory));
            artifacts.storeResume(
                    delivery.execution(), new ResumePoint(identity, done, unit, null, null), directory, leaving());
            LOG.info("{} saved {} {}", delivery.execution(), unit, done);
            return true;
        } catch (OrdoException e) {
            LOG.warn("{} could not save {} {}: {}", delivery.execution(), unit, done, e.getMessage());
            return false;
        } finally {
            WorkDirectory.delete(WorkDirectory.create(directory));
            last = nanoTime.getAsLong();
        }
    }

    /** A hand-over waits for what is being saved; whatever else stops work stops this. */
    private Progress leaving() {
        return new Progress() {
            @Override
            public void report(long done, long total, String unit) {
                heed();
            }

            @Override
            public void heed() {
                if (!progress.isLeaving()) {
                    progress.heed();
                }
            }
        };
    }
}
