package dev.ordo.quantizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.quantizer.algorithm.BitAllocation.Choice;
import dev.ordo.quantizer.algorithm.BitAllocation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BitAllocationTest {
    private static final List<Integer> WIDTHS = List.of(2, 3, 4, 8);

    @Test
    void leavesEverythingAtItsWidestWhereThatFits() {
        List<Part> parts = List.of(part("a", 10, 1), part("b", 20, 2));

        assertThat(BitAllocation.of(parts, 240)).contains(sorted(Map.of("a", 8, "b", 8)));
    }

    @Test
    void narrowsFirstWhatCostsTheLeastErrorForAByte() {
        List<Part> parts = List.of(part("fragile", 10, 100), part("tough", 10, 1));

        assertThat(BitAllocation.of(parts, 120)).contains(sorted(Map.of("fragile", 8, "tough", 4)));
        assertThat(BitAllocation.of(parts, 100)).contains(sorted(Map.of("fragile", 8, "tough", 2)));
    }

    @Test
    void givesBackTheRoomThatALargeStepLeft() {
        Part large = new Part(List.of("large"), List.of(new Choice(2, 10, 1), new Choice(8, 100, 0)));
        Part small = new Part(List.of("small"), List.of(new Choice(2, 1, 0.001), new Choice(8, 30, 0)));

        assertThat(BitAllocation.of(List.of(large, small), 90)).contains(sorted(Map.of("large", 2, "small", 8)));
    }

    @Test
    void findsNothingBelowTheNarrowest() {
        List<Part> parts = List.of(part("a", 10, 1), part("b", 20, 2));

        assertThat(BitAllocation.of(parts, 60)).contains(sorted(Map.of("a", 2, "b", 2)));
        assertThat(BitAllocation.of(parts, 59)).isEmpty();
    }

    @Test
    void ofEqualsTheFirstGoesFirst() {
        List<Part> parts = List.of(part("b", 10, 1), part("a", 10, 1));

        assertThat(BitAllocation.of(parts, 120)).contains(sorted(Map.of("b", 4, "a", 8)));
    }

    @Test
    void makesAllModulesOfAPartAlike() {
        Part joined = new Part(List.of("q", "k"), part("", 10, 1).choices());

        assertThat(BitAllocation.of(List.of(joined), 40)).contains(sorted(Map.of("q", 4, "k", 4)));
    }

    /** Greedy is not optimal where parts are as large as a sixth of the whole; every choice that there is was tried. */
    @Test
    void isAlmostAsGoodAsTheBestOfAllChoices() {
        Random random = new Random(3);
        double worst = 0;
        for (int round = 0; round < 50; round++) {
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                parts.add(part("p" + i, 50 + random.nextInt(100), Math.exp(2 * random.nextGaussian())));
            }
            long budget = parts.stream().mapToLong(part -> bytes(part, 4)).sum() * 85 / 100;
            SortedMap<String, Integer> found = BitAllocation.of(parts, budget).orElseThrow();
            assertThat(parts.stream()
                            .mapToLong(each -> bytes(each, found.get(name(each))))
                            .sum())
                    .isLessThanOrEqualTo(budget);
            double error = parts.stream()
                    .mapToDouble(each -> choice(each, found.get(name(each))).error())
                    .sum();
            worst = Math.max(worst, error / best(parts, 0, budget));
        }
        assertThat(worst).isBetween(1.0, WORST);
    }

    private static final double WORST = 1.6;

    private static double best(List<Part> parts, int from, long budget) {
        if (budget < 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (from == parts.size()) {
            return 0;
        }
        return parts.get(from).choices().stream()
                .mapToDouble(each -> each.error() + best(parts, from + 1, budget - each.bytes()))
                .min()
                .orElseThrow();
    }

    private static String name(Part part) {
        return part.modules().get(0);
    }

    private static Choice choice(Part part, int bits) {
        return part.choices().get(WIDTHS.indexOf(bits));
    }

    private static long bytes(Part part, int bits) {
        return choice(part, bits).bytes();
    }

    /** Of as many bytes for every bit; a bit less is four times the error. */
    private static Part part(String name, long bytesPerBit, double error) {
        return new Part(
                List.of(name),
                WIDTHS.stream()
                        .map(bits -> new Choice(bits, bits * bytesPerBit, error * Math.pow(4, -bits)))
                        .toList());
    }

    private static SortedMap<String, Integer> sorted(Map<String, Integer> map) {
        return new TreeMap<>(map);
    }
}
