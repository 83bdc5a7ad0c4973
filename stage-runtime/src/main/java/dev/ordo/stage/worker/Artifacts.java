package dev.ordo.stage.worker;

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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checkpoints and data sets, as a worker uses them. Methods throw {@link dev.ordo.events.error.OrdoException}.
 *
 * <p>A store that is away is waited for, but where it is said otherwise. Each method reports the bytes it moves, also while it waits; the report's throw stops
 * it.
 */
public interface Artifacts {
    /** A complete checkpoint of a stage from an earlier execution, if there is one. */
    Optional<StoredCheckpoint> findComplete(String stageKey, Progress progress);

    /** What an earlier execution of an evaluation found, if there was one. */
    Optional<EvaluationCompleted> findEvaluation(String evaluationKey, Progress progress);

    /** Keeps what an evaluation found. */
    void store(EvaluationCompleted found, Progress progress);

    /** What is known of a checkpoint without fetching it. */
    CheckpointOutline outline(CheckpointRef checkpoint, Progress progress);

    /** How large a data set is, in bytes. */
    long size(DatasetRef data, Progress progress);

    /** Places a checkpoint's files into a directory, verified; they are only to be read. */
    void fetch(CheckpointRef checkpoint, Path directory, Progress progress);

    /** Places a data set into a directory, verified, and returns the file; it is only to be read. */
    Path fetch(DatasetRef data, Path directory, Progress progress);

    /** Places data sets into a new directory, and returns the files by the sets' names. */
    default Map<String, Path> fetch(List<DatasetRef> sets, Path directory, Progress progress) {
        Path place = WorkDirectory.create(directory);
        Map<String, Path> files = new LinkedHashMap<>();
        sets.forEach(each -> files.put(each.name(), fetch(each, place, progress)));
        return files;
    }

    /** Uploads what an execution made; when this returns, the checkpoint is complete in the store. */
    StoredCheckpoint store(Path directory, Lineage lineage, Progress progress);

    /** Places the files of the point from which unfinished work may go on, if there is one, into an empty directory, verified. */
    Optional<ResumePoint> findResume(ResumeIdentity identity, Path directory, Progress progress);

    /** Uploads a directory's files as a point, in place of the stage's earlier ones. A store that is away is not waited for. */
    void storeResume(Execution execution, ResumePoint point, Path directory, Progress progress);

    /** Deletes the points of a stage that is done, and those that are so old that nobody will go on from them. */
    void deleteResume(String stageKey, Progress progress);
}
