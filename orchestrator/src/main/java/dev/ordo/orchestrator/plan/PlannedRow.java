package dev.ordo.orchestrator.plan;

import java.util.List;

/**
 * One ordering with one seed.
 *
 * @param ordering as written
 * @param path keys of its stages, from the baseline on
 */
public record PlannedRow(String ordering, long seed, List<String> path) {

    public PlannedRow {
        path = List.copyOf(path);
    }

    /** Key of the stage whose checkpoint this row is about. */
    public String lastKey() {
        return path.get(path.size() - 1);
    }
}
