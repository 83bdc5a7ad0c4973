package dev.ordo.distiller.algorithm;

import java.nio.file.Path;

/**
 * What a distillation reads.
 *
 * @param parent directory of the student
 * @param teacher directory of the teacher
 * @param data UTF-8 text to train on
 */
public record DistillationInputs(Path parent, Path teacher, Path data) {}
