package dev.ordo.stage;

import dev.ordo.events.stage.StageWork;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a stage reads.
 *
 * @param work recipe, arm and seed
 * @param parent directory of the checkpoint to work on
 * @param teacher directory of the teacher, for KD
 * @param data UTF-8 text, for P and KD
 * @param resume what an earlier execution saved, and where to save
 */
public record StageInputs(
        StageWork work, Path parent, Optional<Path> teacher, Optional<Path> data, ResumePoints resume) {
    /** Of work that begins at the beginning. */
    public StageInputs(StageWork work, Path parent, Optional<Path> teacher, Optional<Path> data) {
        this(work, parent, teacher, data, ResumePoints.NONE);
    }
}
