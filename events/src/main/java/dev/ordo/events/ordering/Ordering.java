package dev.ordo.events.ordering;

import static dev.ordo.events.Technique.DISTILL;
import static dev.ordo.events.Technique.PRUNE;
import static dev.ordo.events.Technique.QUANTIZE;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.ordo.events.Technique;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A sequence of techniques, applied from left to right. Repetition is written out: {@code (P)x2} is {@code P-P}. */
public record Ordering(List<OrderingStep> steps) {
    private static final List<Technique> TECHNIQUES = List.of(PRUNE, DISTILL, QUANTIZE);

    public Ordering {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("an ordering has at least one technique");
        }
    }

    /** @throws OrderingParseException where {@code text} stops being an ordering */
    @JsonCreator
    public static Ordering parse(String text) {
        return new OrderingParser(text).parse();
    }

    /**
     * The orderings that a study's entry stands for: the members of a named set, or the one ordering that it spells.
     *
     * @throws OrderingParseException if it is neither
     */
    public static List<Ordering> expand(String entry) {
        return switch (entry) {
            case "all" ->
                Stream.of(ofLength(1), ofLength(2), ofLength(3))
                        .flatMap(List::stream)
                        .toList();
            case "triples" -> ofLength(3);
            case "pairs" -> ofLength(2);
            case "singles" -> ofLength(1);
            case "paper" ->
                Stream.of("KD", "P", "Q", "P-KD-Q", "KD-P-Q", "P-Q-KD", "Q-KD-P", "Q-P-KD", "KD-Q-P")
                        .map(Ordering::parse)
                        .toList();
            default -> List.of(parse(entry));
        };
    }

    /** Every ordering of {@code length} different techniques, in the order P, KD, Q. */
    private static List<Ordering> ofLength(int length) {
        List<List<Technique>> prefixes = List.of(List.of());
        for (int i = 0; i < length; i++) {
            prefixes = prefixes.stream().flatMap(Ordering::extended).toList();
        }
        return prefixes.stream().map(each -> of(each.toArray(Technique[]::new))).toList();
    }

    private static Stream<List<Technique>> extended(List<Technique> prefix) {
        return TECHNIQUES.stream().filter(each -> !prefix.contains(each)).map(each -> {
            List<Technique> longer = new ArrayList<>(prefix);
            longer.add(each);
            return longer;
        });
    }

    public static Ordering of(Technique... techniques) {
        return new Ordering(Arrays.stream(techniques).map(OrderingStep::new).toList());
    }

    @JsonValue
    @Override
    public String toString() {
        return steps.stream().map(OrderingStep::toString).collect(Collectors.joining("-"));
    }
}
