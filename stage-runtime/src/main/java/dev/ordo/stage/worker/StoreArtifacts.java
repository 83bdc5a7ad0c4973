package dev.ordo.stage.worker;

import dev.ordo.artifacts.ArtifactCache;
import dev.ordo.artifacts.CheckpointManifest;
import dev.ordo.artifacts.CheckpointStore;
import dev.ordo.artifacts.EvaluationStore;
import dev.ordo.artifacts.FileEntry;
import dev.ordo.artifacts.Lineage;
import dev.ordo.artifacts.Machine;
import dev.ordo.artifacts.StoredCheckpoint;
import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.stage.CheckpointOutline;
import java.nio.file.Path;
import java.util.Optional;

/** {@link Artifacts} in the object store, read through a local cache. */
public final class StoreArtifacts implements Artifacts {
    private final CheckpointStore checkpoints;
    private final EvaluationStore evaluations;
    private final ArtifactCache cache;
    private final Machine machine;

    public StoreArtifacts(ObjectStore store, ArtifactCache cache, Machine machine) {
        this.checkpoints = new CheckpointStore(store);
        this.evaluations = new EvaluationStore(store);
        this.cache = cache;
        this.machine = machine;
    }

    @Override
    public Optional<StoredCheckpoint> findComplete(String stageKey) {
        return checkpoints.findComplete(stageKey);
    }

    @Override
    public Optional<EvaluationCompleted> findEvaluation(String evaluationKey) {
        return evaluations.find(evaluationKey);
    }

    @Override
    public void store(EvaluationCompleted found) {
        evaluations.keep(found);
    }

    @Override
    public CheckpointOutline outline(CheckpointRef checkpoint) {
        CheckpointManifest manifest = checkpoints.manifest(checkpoint);
        String config = checkpoints.text(checkpoint, manifest, "config.json");
        return new CheckpointOutline(
                config, manifest.files().stream().mapToLong(FileEntry::size).sum());
    }

    @Override
    public long size(DatasetRef data) {
        return cache.size(data);
    }

    @Override
    public void fetch(CheckpointRef checkpoint, Path directory) {
        cache.fetch(checkpoint, directory);
    }

    @Override
    public Path fetch(DatasetRef data, Path directory) {
        return cache.fetch(data, directory);
    }

    @Override
    public StoredCheckpoint store(Path directory, Lineage lineage) {
        return checkpoints.upload(directory, lineage, machine);
    }
}
