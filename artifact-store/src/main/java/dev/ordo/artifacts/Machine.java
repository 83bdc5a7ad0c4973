package dev.ordo.artifacts;

import java.util.Map;
import java.util.TreeMap;

/**
 * What computed a checkpoint. Digests repeat where all of this is the same.
 *
 * @param cpu model name
 * @param threads processors that the worker may use
 * @param software names and versions
 */
public record Machine(String cpu, Integer threads, Map<String, String> software) {

    public Machine {
        software = software == null ? Map.of() : new TreeMap<>(software);
    }
}
