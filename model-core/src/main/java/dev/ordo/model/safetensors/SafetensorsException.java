package dev.ordo.model.safetensors;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Path;

/** A file is not a sound safetensors file. */
public final class SafetensorsException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final Defect defect;
    private final transient Path file;

    public SafetensorsException(Defect defect, Path file, String detail) {
        super(ErrorCode.INVALID_SAFETENSORS, file + ": " + defect + ": " + detail);
        this.defect = defect;
        this.file = file;
    }

    /** What is wrong. */
    public Defect defect() {
        return defect;
    }

    /** The offending file. */
    public Path file() {
        return file;
    }
}
