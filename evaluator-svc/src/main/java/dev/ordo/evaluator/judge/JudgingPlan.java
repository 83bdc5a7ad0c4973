package dev.ordo.evaluator.judge;

import java.util.List;

/**
 * What G-Eval scores.
 *
 * @param criteria what a good answer is
 * @param steps how to check an answer against the criteria; empty where the judge is to write them
 */
public record JudgingPlan(String criteria, List<String> steps) {
    public JudgingPlan {
        steps = List.copyOf(steps);
    }
}
