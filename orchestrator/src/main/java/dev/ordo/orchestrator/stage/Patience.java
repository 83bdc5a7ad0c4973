package dev.ordo.orchestrator.stage;

import java.time.Duration;

/**
 * How much failure and silence a piece of work is allowed.
 *
 * @param attempts how many may fail before the work has failed; those that were handed over do not count
 * @param firstRest pause after the first failure
 * @param factor by how much every further pause is longer
 * @param longestRest no pause is longer
 * @param silence how long a running execution may say nothing before it counts as lost
 */
public record Patience(int attempts, Duration firstRest, int factor, Duration longestRest, Duration silence) {

    public Patience {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
        }
        if (factor < 1) {
            throw new IllegalArgumentException("back-off.factor must be at least 1, was " + factor);
        }
        positive("back-off.first", firstRest);
        positive("back-off.most", longestRest);
        positive("silence", silence);
    }

    /** The pause after so many failures, from 1. */
    Duration rest(int failures) {
        Duration rest = firstRest;
        for (int i = 1; i < failures && rest.compareTo(longestRest) < 0; i++) {
            rest = rest.multipliedBy(factor);
        }
        return rest.compareTo(longestRest) < 0 ? rest : longestRest;
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than nothing, was " + value);
        }
    }
}
