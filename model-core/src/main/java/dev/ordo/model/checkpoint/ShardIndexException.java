package dev.ordo.model.checkpoint;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Path;

/** {@code model.safetensors.index.json} is malformed, or disagrees with the files it names. */
public final class ShardIndexException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final transient Path index;

    public ShardIndexException(Path index, String problem) {
        super(ErrorCode.INVALID_CHECKPOINT, index + " " + problem);
        this.index = index;
    }

    /** The index file. */
    public Path index() {
        return index;
    }
}
