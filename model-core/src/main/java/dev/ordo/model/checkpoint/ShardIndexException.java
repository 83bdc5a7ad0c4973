package dev.ordo.model.checkpoint;

import dev.ordo.model.ErrorCode;
import dev.ordo.model.PermanentException;
import java.nio.file.Path;

/** {@code model.safetensors.index.json} is malformed, or disagrees with the files it names. */
public final class ShardIndexException extends PermanentException {
    private final transient Path index;

    public ShardIndexException(Path index, String problem) {
        super(ErrorCode.SHARD_INDEX_INVALID, index + " " + problem);
        this.index = index;
    }

    /** The index file. */
    public Path index() {
        return index;
    }
}
