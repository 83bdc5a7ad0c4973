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
 */
public record StageInputs(StageWork work, Path parent, Optional<Path> teacher, Optional<Path> data) {}
