package dev.ordo.model.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Writes Python's slices as calls, {@code x[a:b:c]} as {@code x.slice__(a, b, c)} with {@code null} for what is missing: the
 * renderer's own have no step and count UTF-16 units.
 */
final class PythonSlices {
    static final String METHOD = "slice__";

    private static final String CLOSING = ")]}";

    private final StringBuilder written = new StringBuilder();
    private final Deque<Bracket> open = new ArrayDeque<>();

    private PythonSlices() {}

    /** What stands inside a tag, rewritten; brackets that do not match are left to the renderer's complaint. */
    static String rewritten(String expression) {
        return expression.indexOf('[') < 0 ? expression : new PythonSlices().read(expression);
    }

    private String read(String expression) {
        for (int i = 0; i < expression.length(); i++) {
            char each = expression.charAt(i);
            if (each == '\'' || each == '"') {
                int end = quoted(expression, i);
                written.append(expression, i, end);
                i = end - 1;
                continue;
            }
            if (each == ':' && !open.isEmpty()) {
                open.peek().colons.add(written.length());
            }
            written.append(each);
            if ("([{".indexOf(each) >= 0) {
                open.push(new Bracket(each, written.length() - 1));
            } else if (CLOSING.indexOf(each) >= 0 && !open.isEmpty()) {
                close(open.pop());
            }
        }
        return written.toString();
    }

    /** Where what is quoted from there ends, its quotes included. */
    static int quoted(String text, int start) {
        int end = start + 1;
        while (end < text.length() && text.charAt(end) != text.charAt(start)) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), end + 1);
    }

    private void close(Bracket bracket) {
        if (bracket.kind != '[' || bracket.colons.isEmpty() || bracket.colons.size() > 2) {
            return;
        }
        List<String> bounds = new ArrayList<>();
        int from = bracket.at + 1;
        for (int colon : bracket.colons) {
            bounds.add(bound(from, colon));
            from = colon + 1;
        }
        bounds.add(bound(from, written.length() - 1));
        if (bounds.size() == 2) {
            bounds.add("null");
        }
        written.setLength(bracket.at);
        written.append('.')
                .append(METHOD)
                .append('(')
                .append(String.join(", ", bounds))
                .append(')');
    }

    private String bound(int from, int to) {
        String bound = written.substring(from, to).strip();
        return bound.isEmpty() || bound.equals("none") || bound.equals("None") ? "null" : bound;
    }

    /** A bracket that was opened, where it stands in what is written, and the colons directly inside. */
    private static final class Bracket {
        private final char kind;
        private final int at;
        private final List<Integer> colons = new ArrayList<>();

        Bracket(char kind, int at) {
            this.kind = kind;
            this.at = at;
        }
    }
}
