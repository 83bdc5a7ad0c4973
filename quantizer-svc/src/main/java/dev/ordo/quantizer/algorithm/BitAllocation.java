package dev.ordo.quantizer.algorithm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Chooses how wide each part of a model is to be, so that all together take no more than so many bytes, at the least error that goes with
 * it: errors of parts are added up.
 *
 * <p>Greedy: every part begins at its widest, and again and again the narrowing with the least error per byte saved is done, until all
 * fits; then what room is left is given back, the largest drop of error per byte first. Depends on its inputs alone; of equals
 * the first part goes first.
 */
final class BitAllocation {
    private final List<Part> parts;
    private final List<Choice> chosen = new ArrayList<>();
    private long bytes;

    private BitAllocation(List<Part> parts) {
        this.parts = parts;
        for (Part part : parts) {
            Choice widest = part.choices().get(part.choices().size() - 1);
            chosen.add(widest);
            bytes += widest.bytes();
        }
    }

    /**
     * A width that a part may have.
     *
     * @param error that it makes, from 0
     */
    record Choice(int bits, long bytes, double error) {}

    /**
     * Weights that are as wide as each other.
     *
     * @param modules their names
     * @param choices the narrowest first, each of more bytes than the one before
     */
    record Part(List<String> modules, List<Choice> choices) {
        Part {
            modules = List.copyOf(modules);
            choices = List.copyOf(choices);
        }
    }

    /** One change of one part. */
    private record Step(int part, Choice to, double errorPerByte) {}

    /**
     * Chooses.
     *
     * @param budget the most bytes that all parts may take
     * @return bits by module; nothing if the parts take more at their narrowest
     */
    static Optional<SortedMap<String, Integer>> of(List<Part> parts, long budget) {
        BitAllocation allocation = new BitAllocation(parts);
        return allocation.narrow(budget) ? Optional.of(allocation.widen(budget)) : Optional.empty();
    }

    private boolean narrow(long budget) {
        while (bytes > budget) {
            Optional<Step> step = steps().stream()
                    .filter(each -> each.to().bytes() < chosen.get(each.part()).bytes())
                    .min(Comparator.comparingDouble(Step::errorPerByte));
            if (step.isEmpty()) {
                return false;
            }
            take(step.get());
        }
        return true;
    }

    private SortedMap<String, Integer> widen(long budget) {
        Optional<Step> step = Optional.empty();
        do {
            step.ifPresent(this::take);
            step = steps().stream()
                    .filter(each -> gain(each) > 0 && each.errorPerByte() > 0 && bytes + gain(each) <= budget)
                    .max(Comparator.comparingDouble(Step::errorPerByte));
        } while (step.isPresent());
        SortedMap<String, Integer> bits = new TreeMap<>();
        for (int i = 0; i < parts.size(); i++) {
            int width = chosen.get(i).bits();
            parts.get(i).modules().forEach(module -> bits.put(module, width));
        }
        return bits;
    }

    private long gain(Step step) {
        return step.to().bytes() - chosen.get(step.part()).bytes();
    }

    /** Every other choice of every part, with the error that it adds or takes away for every byte that it saves or costs. */
    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Choice now = chosen.get(i);
            for (Choice to : parts.get(i).choices()) {
                if (to.bits() != now.bits()) {
                    steps.add(new Step(i, to, (to.error() - now.error()) / (now.bytes() - to.bytes())));
                }
            }
        }
        return steps;
    }

    private void take(Step step) {
        bytes += gain(step);
        chosen.set(step.part(), step.to());
    }
}
