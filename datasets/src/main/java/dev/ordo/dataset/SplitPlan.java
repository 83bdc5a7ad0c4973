package dev.ordo.dataset;

import dev.ordo.events.Checks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Into which parts a data set is split.
 *
 * @param fractions by the name of the part; they sum to 1
 * @param seed of the draw
 */
public record SplitPlan(Map<String, Double> fractions, long seed) {
    private static final double ROUNDING = 1e-6;

    public SplitPlan {
        fractions = Collections.unmodifiableMap(new LinkedHashMap<>(fractions));
        if (fractions.size() < 2) {
            throw new IllegalArgumentException("a split has at least two parts, as in train=0.9,heldout=0.1");
        }
        double sum = 0;
        for (Map.Entry<String, Double> each : fractions.entrySet()) {
            Checks.name("part", each.getKey());
            if (!(each.getValue() > 0 && each.getValue() < 1)) {
                throw new IllegalArgumentException(
                        "the fraction of " + each.getKey() + " must be in (0, 1), was " + each.getValue());
            }
            sum += each.getValue();
        }
        if (Math.abs(sum - 1) > ROUNDING) {
            throw new IllegalArgumentException("the fractions of a split must sum to 1, were " + sum);
        }
    }

    /** @throws IllegalArgumentException if this is not {@code NAME=FRACTION,NAME=FRACTION...}, saying why */
    public static SplitPlan parse(String text, long seed) {
        Map<String, Double> fractions = new LinkedHashMap<>();
        for (String each : text.split(",", -1)) {
            String[] sides = each.split("=", -1);
            if (sides.length != 2) {
                throw new IllegalArgumentException("expected NAME=FRACTION, was '" + each + "'");
            }
            if (fractions.put(sides[0].trim(), fraction(sides[1].trim())) != null) {
                throw new IllegalArgumentException("two parts are called " + sides[0].trim());
            }
        }
        return new SplitPlan(fractions, seed);
    }

    private static double fraction(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a fraction as 0.9, was '" + text + "'", e);
        }
    }

    /** The part that a record belongs to: always the same for the same words. */
    String part(RecordHash record) {
        double drawn = record.fraction(seed);
        String last = null;
        for (Map.Entry<String, Double> each : fractions.entrySet()) {
            last = each.getKey();
            drawn -= each.getValue();
            if (drawn < 0) {
                break;
            }
        }
        return last;
    }

    /** As it is typed, with the seed. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        fractions.forEach((name, fraction) ->
                text.append(text.isEmpty() ? "" : ",").append(name).append('=').append(fraction));
        return text + " seed " + seed;
    }
}
