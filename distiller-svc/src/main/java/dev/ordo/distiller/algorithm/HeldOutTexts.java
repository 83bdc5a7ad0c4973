package dev.ordo.distiller.algorithm;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a student is measured on while it trains.
 *
 * @param files UTF-8 text, or chat ({@code .jsonl}), by the name of the set
 * @param every steps between two measurements, at least 1
 * @param tokens at most this many of each set, from its beginning
 */
public record HeldOutTexts(Map<String, Path> files, int every, long tokens) {
    /** Nothing is measured. */
    public static final HeldOutTexts NONE = new HeldOutTexts(Map.of(), 1, 0);
}
