package dev.ordo.model.safetensors;

import dev.ordo.model.ErrorCode;
import dev.ordo.model.PermanentException;
import java.nio.file.Path;

/** A file is not a sound safetensors file. */
public final class SafetensorsException extends PermanentException {
    private final Defect defect;
    private final transient Path file;

    public SafetensorsException(Defect defect, Path file, String detail) {
        super(ErrorCode.SAFETENSORS_INVALID, file + ": " + defect + ": " + detail);
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
