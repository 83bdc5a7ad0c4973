package dev.ordo.stage.worker;

import dev.ordo.artifacts.ArtifactCache;
import dev.ordo.artifacts.CheckpointManifest;
import dev.ordo.artifacts.CheckpointStore;
import dev.ordo.artifacts.EvaluationStore;
import dev.ordo.artifacts.FileEntry;
import dev.ordo.artifacts.Lineage;
import dev.ordo.artifacts.Machine;
import dev.ordo.artifacts.ResumeIdentity;
import dev.ordo.artifacts.ResumePoint;
import dev.ordo.artifacts.ResumeStore;
import dev.ordo.artifacts.StoredCheckpoint;
import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.artifacts.s3.PatientObjectStore;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.Execution;
import dev.ordo.stage.CheckpointOutline;
import dev.ordo.stage.Progress;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** {@link Artifacts} in the object store, read through a local cache. */
public final class StoreArtifacts implements Artifacts {
    /** How long unfinished work may lie about before its points are deleted. */
    private static final Duration RESUMABLE = Duration.ofDays(7);

    private final ObjectStore store;
    private final ArtifactCache cache;
    private final Machine machine;
    private final Duration patience;
    private final LongConsumer fetched;
    private final LongConsumer uploaded;

    /**
     * @param patience how long a store that is away is waited for, before that is a failure of the work
     * @param fetched told of the bytes of files that came from the store
     * @param uploaded told of the bytes of files that went to it
     */
    public StoreArtifacts(
            ObjectStore store,
            ArtifactCache cache,
            Machine machine,
            Duration patience,
            LongConsumer fetched,
            LongConsumer uploaded) {
        this.store = store;
        this.cache = cache;
        this.machine = machine;
        this.patience = patience;
        this.fetched = fetched;
        this.uploaded = uploaded;
    }

    @Override
    public Optional<StoredCheckpoint> findComplete(String stageKey, Progress progress) {
        return new CheckpointStore(watched(progress, 0)).findComplete(stageKey);
    }

    @Override
    public Optional<EvaluationCompleted> findEvaluation(String evaluationKey, Progress progress) {
        return new EvaluationStore(watched(progress, 0)).find(evaluationKey);
    }

    @Override
    public void store(EvaluationCompleted found, Progress progress) {
        new EvaluationStore(watched(progress, 0)).keep(found);
    }

    @Override
    public CheckpointOutline outline(CheckpointRef checkpoint, Progress progress) {
        CheckpointStore checkpoints = new CheckpointStore(watched(progress, 0));
        CheckpointManifest manifest = checkpoints.manifest(checkpoint);
        String config = checkpoints.text(checkpoint, manifest, "config.json");
        return new CheckpointOutline(
                config, manifest.files().stream().mapToLong(FileEntry::size).sum());
    }

    @Override
    public long size(DatasetRef data, Progress progress) {
        return cache.by(watched(progress, 0)).size(data);
    }

    @Override
    public void fetch(CheckpointRef checkpoint, Path directory, Progress progress) {
        cache.by(watched(progress, checkpoint.bytes())).fetch(checkpoint, directory);
    }

    @Override
    public Path fetch(DatasetRef data, Path directory, Progress progress) {
        return cache.by(watched(progress, 0)).fetch(data, directory);
    }

    @Override
    public StoredCheckpoint store(Path directory, Lineage lineage, Progress progress) {
        return new CheckpointStore(watched(progress, size(directory), uploaded)).upload(directory, lineage, machine);
    }

    @Override
    public Optional<ResumePoint> findResume(ResumeIdentity identity, Path directory, Progress progress) {
        return new ResumeStore(watched(progress, 0)).latest(identity, directory);
    }

    @Override
    public void storeResume(Execution execution, ResumePoint point, Path directory, Progress progress) {
        var made = new ResumePoint(point.identity(), point.done(), point.unit(), machine, point.files());
        new ResumeStore(hasty(progress)).save(execution, made, directory, Instant.now());
    }

    @Override
    public void deleteResume(String stageKey, Progress progress) {
        ResumeStore points = new ResumeStore(hasty(progress));
        points.delete(stageKey);
        points.sweep(Instant.now().minus(RESUMABLE));
    }

    private ObjectStore hasty(Progress progress) {
        return new PatientObjectStore(store, Duration.ZERO, new Transfer(progress, 0, System::nanoTime, uploaded));
    }

    private ObjectStore watched(Progress progress, long bytes) {
        return watched(progress, bytes, fetched);
    }

    private ObjectStore watched(Progress progress, long bytes, LongConsumer count) {
        return new PatientObjectStore(store, patience, new Transfer(progress, bytes, System::nanoTime, count));
    }

    private static long size(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toFile)
                    .mapToLong(File::length)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
    }
}
