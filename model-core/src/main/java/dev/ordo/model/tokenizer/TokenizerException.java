package dev.ordo.model.tokenizer;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Path;

/** A checkpoint's {@code tokenizer.json} is absent or cannot be used. */
public final class TokenizerException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    public TokenizerException(Path file, String problem) {
        this(file, problem, null);
    }

    public TokenizerException(Path file, String problem, Throwable cause) {
        super(ErrorCode.INVALID_TOKENIZER, file + " " + problem, cause);
        this.file = file;
    }

    /** The file in question. */
    public Path file() {
        return file;
    }
}
