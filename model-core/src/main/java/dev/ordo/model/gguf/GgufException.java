package dev.ordo.model.gguf;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Path;

/** A file is not a sound GGUF file, or uses a part of the format that Ordo does not read. */
public final class GgufException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final GgufDefect defect;

    public GgufException(GgufDefect defect, Path file, String detail) {
        super(ErrorCode.INVALID_GGUF, file + ": " + defect + ": " + detail);
        this.defect = defect;
    }

    /** What is wrong. */
    public GgufDefect defect() {
        return defect;
    }
}
