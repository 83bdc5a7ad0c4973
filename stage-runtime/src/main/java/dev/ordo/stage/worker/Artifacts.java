package dev.ordo.stage.worker;

import dev.ordo.artifacts.Lineage;
import dev.ordo.artifacts.StoredCheckpoint;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.stage.CheckpointOutline;
import java.nio.file.Path;
import java.util.Optional;

/** Checkpoints and data sets, as a worker uses them. Methods throw {@link dev.ordo.events.error.OrdoException}. */
public interface Artifacts {
    /** A complete checkpoint of a stage from an earlier execution, if there is one. */
    Optional<StoredCheckpoint> findComplete(String stageKey);

    /** What an earlier execution of an evaluation found, if there was one. */
    Optional<EvaluationCompleted> findEvaluation(String evaluationKey);

    /** Keeps what an evaluation found. */
    void store(EvaluationCompleted found);

    /** What is known of a checkpoint without fetching it. */
    CheckpointOutline outline(CheckpointRef checkpoint);

    /** How large a data set is, in bytes. */
    long size(DatasetRef data);

    /** Places a checkpoint's files into a directory, verified; they are only to be read. */
    void fetch(CheckpointRef checkpoint, Path directory);

    /** Places a data set into a directory, verified, and returns the file; it is only to be read. */
    Path fetch(DatasetRef data, Path directory);

    /** Uploads what an execution made; when this returns, the checkpoint is complete in the store. */
    StoredCheckpoint store(Path directory, Lineage lineage);
}
