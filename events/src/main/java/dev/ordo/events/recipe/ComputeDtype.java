package dev.ordo.events.recipe;

import dev.ordo.events.InvalidEventException;

/** The number format that a stage computes in: chosen by the recipe, never by what the machine happens to have. */
final class ComputeDtype {
    static final String BFLOAT16 = "bfloat16";

    private static final String FLOAT32 = "float32";

    private ComputeDtype() {}

    static String orDefault(String path, String dtype) {
        if (dtype != null && !dtype.equals(FLOAT32)) {
            throw new InvalidEventException(path, "must be " + FLOAT32 + ", was '" + dtype + "'");
        }
        return FLOAT32;
    }

    /** Where products may be in bfloat16. */
    static String mixedOrDefault(String path, String dtype) {
        if (dtype != null && !dtype.equals(FLOAT32) && !dtype.equals(BFLOAT16)) {
            throw new InvalidEventException(path, "must be " + FLOAT32 + " or " + BFLOAT16 + ", was '" + dtype + "'");
        }
        return dtype == null ? FLOAT32 : dtype;
    }
}
