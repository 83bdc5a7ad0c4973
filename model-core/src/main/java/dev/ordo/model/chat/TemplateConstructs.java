package dev.ordo.model.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses what the renderer would take for something else without a word, tag by tag in the template's order. */
final class TemplateConstructs {
    private static final Pattern QUOTED =
            Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"", Pattern.DOTALL);
    private static final Pattern FILTER = Pattern.compile("\\|\\s*+(\\w++)");
    private static final Pattern TEST = Pattern.compile("\\bis\\s++(?:not\\s++)?+(\\w++)");

    private final Set<String> filters;
    private final Set<String> tests;
    private final Deque<String> open = new ArrayDeque<>();

    TemplateConstructs(Set<String> filters, Set<String> tests) {
        this.filters = filters;
        this.tests = tests;
    }

    /**
     * @param body what stands in a tag or expression
     * @throws IllegalArgumentException if it has what would be rendered otherwise than Jinja does
     */
    void check(char kind, String body) {
        String plain = QUOTED.matcher(body).replaceAll("''");
        known(FILTER.matcher(plain), filters, "filter");
        known(TEST.matcher(plain), tests, "test");
        if (kind == '%') {
            tag(plain);
        }
    }

    private void tag(String body) {
        String name = body.split("\\W", 2)[0];
        if (name.equals("else") && "for".equals(open.peek())) {
            throw new IllegalArgumentException("the else of a loop is not supported");
        }
        if (name.equals("if") || name.equals("for")) {
            open.push(name);
        } else if (name.equals("endif") || name.equals("endfor")) {
            open.poll();
        }
    }

    private static void known(Matcher found, Set<String> names, String kind) {
        while (found.find()) {
            if (!names.contains(found.group(1))) {
                throw new IllegalArgumentException("no " + kind + " is called " + found.group(1));
            }
        }
    }
}
