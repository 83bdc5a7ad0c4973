package dev.ordo.events.ordering;

import dev.ordo.events.Technique;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Recursive descent over {@code ordering := step ('-' step)*; step := technique parameters? | '(' ordering ')' 'x' n}. */
final class OrderingParser {
    private static final int MOST_CHARACTERS = 1000;
    private static final int MOST_STEPS = 32;

    private final String text;
    private int position;

    OrderingParser(String text) {
        this.text = text;
    }

    Ordering parse() {
        if (text.length() > MOST_CHARACTERS) {
            throw failure("at most " + MOST_CHARACTERS + " characters");
        }
        List<OrderingStep> steps = steps();
        if (position < text.length()) {
            throw failure("'-' or the end");
        }
        return new Ordering(steps);
    }

    private List<OrderingStep> steps() {
        List<OrderingStep> steps = new ArrayList<>(step());
        while (accept('-')) {
            steps.addAll(step());
            requireFewSteps(steps.size());
        }
        return steps;
    }

    private List<OrderingStep> step() {
        if (accept('(')) {
            List<OrderingStep> group = steps();
            expect(')');
            expect('x');
            int times = count();
            requireFewSteps((long) times * group.size());
            return Collections.nCopies(times, group).stream()
                    .flatMap(List::stream)
                    .toList();
        }
        return List.of(new OrderingStep(technique(), accept('(') ? parameters() : Map.of()));
    }

    private Technique technique() {
        for (Technique each : Technique.values()) {
            if (text.startsWith(each.symbol(), position)) {
                position += each.symbol().length();
                return each;
            }
        }
        throw failure("P, KD, Q or '('");
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        do {
            int start = position;
            String name = word("a parameter's name", Character::isLetterOrDigit);
            expect('=');
            String value = word("a value", c -> Character.isLetterOrDigit(c) || ".+-_".indexOf(c) >= 0);
            if (parameters.put(name, value) != null) {
                position = start;
                throw failure("each parameter once");
            }
        } while (accept(','));
        expect(')');
        return parameters;
    }

    private int count() {
        int start = position;
        String digits = word("how often to repeat", Character::isDigit);
        if (digits.length() > 2 || Integer.parseInt(digits) < 1) {
            position = start;
            throw failure("a repetition of 1 to " + MOST_STEPS);
        }
        return Integer.parseInt(digits);
    }

    private String word(String expected, IntPredicate allowed) {
        int start = position;
        while (position < text.length() && allowed.test(text.charAt(position))) {
            position++;
        }
        if (position == start) {
            throw failure(expected);
        }
        return text.substring(start, position);
    }

    private void requireFewSteps(long steps) {
        if (steps > MOST_STEPS) {
            throw failure("at most " + MOST_STEPS + " techniques");
        }
    }

    private boolean accept(char wanted) {
        boolean found = position < text.length() && text.charAt(position) == wanted;
        if (found) {
            position++;
        }
        return found;
    }

    private void expect(char wanted) {
        if (!accept(wanted)) {
            throw failure("'" + wanted + "'");
        }
    }

    private OrderingParseException failure(String expected) {
        return new OrderingParseException(text, position, expected);
    }
}
