package dev.ordo.stage;

import dev.ordo.events.stage.StageWork;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a stage reads.
 *
 * @param work recipe, arm and seed
 * @param parent directory of the checkpoint to work on
 * @param teacher directory of the teacher, for KD
 * @param data UTF-8 text, for P and KD
 * @param heldOut texts to measure the student on while it is trained, by the name of the set; for KD that is asked to
 * @param resume what an earlier execution saved, and where to save
 */
public record StageInputs(
        StageWork work,
        Path parent,
        Optional<Path> teacher,
        Optional<Path> data,
        Map<String, Path> heldOut,
        ResumePoints resume) {
    /** Of work that measures nothing on the way. */
    public StageInputs(StageWork work, Path parent, Optional<Path> teacher, Optional<Path> data, ResumePoints resume) {
        this(work, parent, teacher, data, Map.of(), resume);
    }

    /** Of work that begins at the beginning. */
    public StageInputs(StageWork work, Path parent, Optional<Path> teacher, Optional<Path> data) {
        this(work, parent, teacher, data, ResumePoints.NONE);
    }
}
