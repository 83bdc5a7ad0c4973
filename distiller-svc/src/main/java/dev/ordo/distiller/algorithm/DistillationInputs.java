package dev.ordo.distiller.algorithm;

import java.nio.file.Path;

/**
 * What a distillation reads.
 *
 * @param parent directory of the student
 * @param teacher directory of the teacher
 * @param data what to train on: UTF-8 text, or chat ({@code .jsonl})
 * @param heldOut what the student is measured on meanwhile
 */
public record DistillationInputs(Path parent, Path teacher, Path data, HeldOutTexts heldOut) {
    /** Without measuring. */
    public DistillationInputs(Path parent, Path teacher, Path data) {
        this(parent, teacher, data, HeldOutTexts.NONE);
    }
}
