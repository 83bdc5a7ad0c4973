package dev.ordo.stage.worker;

import dev.ordo.artifacts.CheckpointManifest;
import dev.ordo.artifacts.ContentDigest;
import dev.ordo.artifacts.FileEntry;
import dev.ordo.artifacts.Lineage;
import dev.ordo.artifacts.ResumeIdentity;
import dev.ordo.artifacts.ResumePoint;
import dev.ordo.artifacts.StoredCheckpoint;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.Execution;
import dev.ordo.stage.CheckpointOutline;
import dev.ordo.stage.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Every checkpoint consists of a file that names where it is from. */
final class MemoryArtifacts implements Artifacts {
    final List<StoredCheckpoint> stored = new ArrayList<>();
    final List<EvaluationCompleted> evaluations = new ArrayList<>();
    RuntimeException failure;
    boolean withBeforeRequantize;
    Runnable whenStoring = () -> {};
    ResumePoint resume;
    String resumeContent;
    Consumer<Progress> whenSaving = progress -> {};
    Runnable whenDeleting = () -> {};

    /** What has been stored, under a location of this execution. */
    static StoredCheckpoint checkpoint(Lineage lineage) {
        List<FileEntry> files = List.of(new FileEntry("config.json", 2L, "1".repeat(64)));
        String digest = ContentDigest.of(files);
        var manifest = new CheckpointManifest(1, digest, 7L, "bfloat16", files, lineage, null);
        return new StoredCheckpoint(
                manifest.at("checkpoints/" + lineage.execution().executionId()), manifest);
    }

    @Override
    public Optional<StoredCheckpoint> findComplete(String stageKey, Progress progress) {
        if (failure != null) {
            throw failure;
        }
        return stored.stream()
                .filter(each -> each.manifest().lineage().execution().key().equals(stageKey))
                .findFirst();
    }

    @Override
    public Optional<EvaluationCompleted> findEvaluation(String evaluationKey, Progress progress) {
        return evaluations.stream()
                .filter(each -> each.execution().key().equals(evaluationKey))
                .findFirst();
    }

    @Override
    public void store(EvaluationCompleted found, Progress progress) {
        evaluations.add(found);
    }

    @Override
    public CheckpointOutline outline(CheckpointRef checkpoint, Progress progress) {
        return new CheckpointOutline("{\"from\": \"" + checkpoint.location() + "\"}", checkpoint.bytes());
    }

    @Override
    public long size(DatasetRef data, Progress progress) {
        return data.location().length();
    }

    @Override
    public void fetch(CheckpointRef checkpoint, Path directory, Progress progress) {
        write(directory.resolve("origin"), checkpoint.location());
        if (withBeforeRequantize) {
            WorkDirectory.create(directory.resolve("before-requantize"));
        }
    }

    @Override
    public Path fetch(DatasetRef data, Path directory, Progress progress) {
        return write(directory.resolve(data.name() + ".txt"), data.location());
    }

    @Override
    public StoredCheckpoint store(Path directory, Lineage lineage, Progress progress) {
        whenStoring.run();
        StoredCheckpoint checkpoint = checkpoint(lineage);
        stored.add(checkpoint);
        return checkpoint;
    }

    @Override
    public Optional<ResumePoint> findResume(ResumeIdentity identity, Path directory, Progress progress) {
        Optional<ResumePoint> found =
                Optional.ofNullable(resume).filter(each -> each.identity().equals(identity));
        found.ifPresent(point -> write(directory.resolve("point"), resumeContent));
        return found;
    }

    @Override
    public void storeResume(Execution execution, ResumePoint point, Path directory, Progress progress) {
        whenSaving.accept(progress);
        resume = point;
        resumeContent = read(directory.resolve("point"));
    }

    @Override
    public void deleteResume(String stageKey, Progress progress) {
        whenDeleting.run();
        resume = null;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
