package dev.ordo.stage;

import dev.ordo.events.stage.StageWork;
import java.util.Optional;

/**
 * What is known of a stage before its inputs are fetched.
 *
 * @param work recipe, arm and seed
 * @param parent the checkpoint to work on
 * @param teacher the teacher, for KD
 * @param textBytes size of the text, for P and KD
 */
public record StageOutline(
        StageWork work, CheckpointOutline parent, Optional<CheckpointOutline> teacher, long textBytes) {}
