package dev.ordo.model.training;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Path;

/** A saved state does not belong to the training that was to go on from it. */
public final class TrainingStateException extends PermanentException {
    private static final long serialVersionUID = 1L;

    TrainingStateException(Path file, String problem) {
        super(ErrorCode.INVALID_CHECKPOINT, file + " " + problem);
    }
}
