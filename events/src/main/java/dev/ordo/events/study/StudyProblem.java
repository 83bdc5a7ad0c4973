package dev.ordo.events.study;

import dev.ordo.events.Checks;

/**
 * One thing that is wrong with a study.
 *
 * @param path where, as {@code recipes.prune.sparsity}, or the ordering that failed
 * @param message what is wrong and what was expected
 */
public record StudyProblem(String path, String message) {

    public StudyProblem {
        Checks.required("problem.path", path);
        Checks.required("problem.message", message);
    }
}
