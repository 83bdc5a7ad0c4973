package dev.ordo.model.safetensors;

import java.nio.file.Path;

/** A defect found while the header is read, before the file's name is at hand. Never leaves this package. */
final class HeaderDefectException extends Exception {
    private final Defect defect;

    HeaderDefectException(Defect defect, String detail) {
        super(detail);
        this.defect = defect;
    }

    SafetensorsException in(Path file) {
        return new SafetensorsException(defect, file, getMessage());
    }
}
